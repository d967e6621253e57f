import BrokerAccess
import BrokerCore
import BrokerTransport

/// Asks each listener's rules who a client is, and tells in the log why somebody is not let in.
struct Authentication: Sendable {
    /// One per listener of the settings.
    private let authenticators: [Authenticator]
    private let listeners: [ListenerSettings]
    private let log: BrokerLog

    /// Reads the password and SCRAM files.
    init(settings: BrokerSettings, log: BrokerLog) throws(BrokerFault) {
        var authenticators: [Authenticator] = []
        for listener in settings.listeners {
            authenticators.append(try Self.authenticator(of: listener))
        }
        self.authenticators = authenticators
        listeners = settings.listeners
        self.log = log
    }

    private static func authenticator(
        of listener: ListenerSettings
    ) throws(BrokerFault) -> Authenticator {
        var mechanisms: [any AuthenticationMechanism] = []
        if let file = listener.scramFile {
            do throws(SCRAMFileRefusal) {
                mechanisms.append(SCRAMSHA256(users: try SCRAMFile.read(file: file)))
            } catch {
                throw .scramFile(error)
            }
        }
        do throws(PasswordFileRefusal) {
            return try Authenticator(listener: listener, mechanisms: mechanisms)
        } catch {
            throw .passwordFile(error)
        }
    }

    func judge(_ request: AuthenticationRequest, _ peer: PeerIdentity) -> AuthenticationOutcome {
        let certificate = peer.certificate.map { certificate in
            CertificateIdentity(
                commonName: certificate.commonName, subject: certificate.subject)
        }
        let authenticator = authenticators[request.listener]
        if let exchange = request.exchange {
            let step = authenticator.begin(
                method: exchange.method, data: exchange.data, certificate: certificate)
            return outcome(of: step, request, peer.address)
        }
        let credentials = Credentials(
            userName: request.userName, password: request.password, certificate: certificate)
        switch authenticator.authenticate(credentials) {
        case .accepted(let userName):
            return AuthenticationOutcome(.accepted(userName: userName))
        case .refused(let refusal): return refused(refusal, request, peer.address)
        }
    }

    private func outcome(
        of step: AuthenticationStep, _ request: AuthenticationRequest, _ peer: PeerAddress
    ) -> AuthenticationOutcome {
        switch step {
        case .challenge(let data, let next):
            AuthenticationOutcome(continuedWith: data) { outcome(of: next($0), request, peer) }
        case .accepted(let userName, let data):
            AuthenticationOutcome(.accepted(userName: userName, data: data))
        case .refused(let refusal): refused(refusal, request, peer)
        }
    }

    private func refused(
        _ refusal: AuthenticationRefusal, _ request: AuthenticationRequest, _ peer: PeerAddress
    ) -> AuthenticationOutcome {
        let text = AuthenticationText.line(
            refusal, clientID: request.clientID, peer: "\(peer)",
            listener: listeners[request.listener])
        log.write([(.notice, text)])
        return switch refusal.answer {
        case .badUserNameOrPassword: AuthenticationOutcome(.badUserNameOrPassword)
        case .notAuthorized: AuthenticationOutcome(.notAuthorized)
        case .badAuthenticationMethod: AuthenticationOutcome(.unknownMethod)
        }
    }
}
