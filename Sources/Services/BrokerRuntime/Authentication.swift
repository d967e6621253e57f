import BrokerAccess
import BrokerCore
import BrokerTransport

/// Asks each listener's rules who a client is, and tells in the log why somebody is not let in.
struct Authentication: Sendable {
    /// One per listener of the settings.
    private let authenticators: [Authenticator]
    private let listeners: [ListenerSettings]
    private let log: BrokerLog

    /// Reads the password files.
    init(settings: BrokerSettings, log: BrokerLog) throws(BrokerFault) {
        var authenticators: [Authenticator] = []
        do throws(PasswordFileRefusal) {
            for listener in settings.listeners {
                authenticators.append(try Authenticator(listener: listener))
            }
        } catch {
            throw .passwordFile(error)
        }
        self.authenticators = authenticators
        listeners = settings.listeners
        self.log = log
    }

    func judge(_ request: AuthenticationRequest, _ peer: PeerIdentity) -> AuthenticationVerdict {
        let credentials = Credentials(
            userName: request.userName, password: request.password,
            certificate: peer.certificate.map { certificate in
                CertificateIdentity(
                    commonName: certificate.commonName, subject: certificate.subject)
            })
        switch authenticators[request.listener].authenticate(credentials) {
        case .accepted(let userName): return .accepted(userName: userName)
        case .refused(let refusal):
            log.write([
                (
                    .notice,
                    AuthenticationText.line(
                        refusal, clientID: request.clientID, peer: "\(peer.address)",
                        listener: listeners[request.listener])
                )
            ])
            return switch refusal.answer {
            case .badUserNameOrPassword: .badUserNameOrPassword
            case .notAuthorized: .notAuthorized
            }
        }
    }
}
