import BrokerAccess
import BrokerCore
import BrokerTransport
import Synchronization

/// Asks each listener's rules who a client is, and tells in the log why somebody is not let in.
final class Authentication: Sendable {
    /// The rules of all listeners, in the order of the settings.
    private struct Rules {
        var authenticators: [Authenticator]
        var listeners: [ListenerSettings]
    }

    private let rules: Mutex<Rules>
    private let refusals: Refusals
    private let log: BrokerLog

    /// Reads the password and SCRAM files.
    init(
        settings: BrokerSettings, refusals: Refusals, log: BrokerLog
    ) throws(BrokerFault) {
        var authenticators: [Authenticator] = []
        for listener in settings.listeners {
            authenticators.append(
                Authenticator(
                    listener: listener, passwords: try Self.passwords(of: listener),
                    mechanisms: try Self.mechanisms(of: listener)))
        }
        rules = Mutex(Rules(authenticators: authenticators, listeners: settings.listeners))
        self.refusals = refusals
        self.log = log
    }

    /// Reads the files again; what one said that cannot be read stays, and the others count.
    /// - Returns: what judges the clients that are here, and what could not be read.
    func reload(
        _ listeners: [ListenerSettings]
    ) -> (judge: @Sendable (EstablishedClient) -> Lapse?, faults: [BrokerFault]) {
        let former = rules.withLock { $0 }
        var new = former
        var faults: [BrokerFault] = []
        for (place, listener) in listeners.enumerated() {
            let known = faults.count
            let old = former.authenticators[place]
            var (passwords, mechanisms) = (old.passwords, old.mechanisms)
            do throws(BrokerFault) {
                passwords = try Self.passwords(of: listener)
            } catch {
                faults.append(error)
            }
            do throws(BrokerFault) {
                mechanisms = try Self.mechanisms(of: listener)
            } catch {
                faults.append(error)
            }
            var settings = listener
            // With a file missing nobody is let in more freely than before.
            if faults.count > known, !former.listeners[place].isAnonymousAllowed {
                settings.isAnonymousAllowed = false
            }
            new.authenticators[place] = Authenticator(
                listener: settings, passwords: passwords, mechanisms: mechanisms)
            new.listeners[place] = settings
        }
        rules.withLock { $0 = new }
        let (before, after) = (former.authenticators, new.authenticators)
        return (
            { client in
                after[client.listener].lapse(of: client, since: before[client.listener])
            }, faults
        )
    }

    private static func mechanisms(
        of listener: ListenerSettings
    ) throws(BrokerFault) -> [any AuthenticationMechanism] {
        guard let file = listener.scramFile else { return [] }
        do throws(SCRAMFileRefusal) {
            return [SCRAMSHA256(users: try SCRAMFile.read(file: file))]
        } catch {
            throw .scramFile(error)
        }
    }

    private static func passwords(
        of listener: ListenerSettings
    ) throws(BrokerFault) -> PasswordFile? {
        guard let file = listener.passwordFile else { return nil }
        do throws(PasswordFileRefusal) {
            return try PasswordFile.read(file: file)
        } catch {
            throw .passwordFile(error)
        }
    }

    func judge(_ request: AuthenticationRequest, _ peer: PeerIdentity) -> AuthenticationOutcome {
        let certificate = peer.certificate.map { certificate in
            CertificateIdentity(
                commonName: certificate.commonName, subject: certificate.subject,
                alternativeName: peer.alternativeName)
        }
        let authenticator = authenticator(of: request.listener)
        if let exchange = request.exchange {
            let step = authenticator.begin(
                method: exchange.method, data: exchange.data, certificate: certificate)
            return outcome(of: step, request, peer.account, since: authenticator)
        }
        let credentials = Credentials(
            userName: request.userName, password: request.password, certificate: certificate)
        switch authenticator.authenticate(credentials) {
        case .accepted(let userName):
            return AuthenticationOutcome(.accepted(userName: userName))
        case .refused(let refusal): return refused(refusal, request, peer.account)
        }
    }

    private func authenticator(of listener: Int) -> Authenticator {
        rules.withLock { $0.authenticators[listener] }
    }

    /// - Parameter former: the rules that the exchange began with; others may count by its end.
    private func outcome(
        of step: AuthenticationStep, _ request: AuthenticationRequest, _ peer: PeerAccount,
        since former: Authenticator
    ) -> AuthenticationOutcome {
        switch step {
        case .challenge(let data, let next):
            return AuthenticationOutcome(continuedWith: data) { [self] in
                outcome(of: next($0), request, peer, since: former)
            }
        case .accepted(let userName, let data):
            let client = EstablishedClient(
                listener: request.listener, clientID: request.clientID, userName: userName,
                method: request.exchange?.method)
            if let lapse = authenticator(of: request.listener).lapse(of: client, since: former) {
                return refused(.lapsed(lapse, userName: userName), request, peer)
            }
            return AuthenticationOutcome(.accepted(userName: userName, data: data))
        case .refused(let refusal): return refused(refusal, request, peer)
        }
    }

    private func refused(
        _ refusal: AuthenticationRefusal, _ request: AuthenticationRequest, _ peer: PeerAccount
    ) -> AuthenticationOutcome {
        let listener = rules.withLock { $0.listeners[request.listener] }
        let line = refusals.line(
            of: peer, clientID: request.clientID, verb: "disconnected, not authorised"
        ) {
            AuthenticationText.text(refusal, listener: listener)
        }
        if let line { log.write([(.notice, line)]) }
        return switch refusal.answer {
        case .badUserNameOrPassword: AuthenticationOutcome(.badUserNameOrPassword)
        case .notAuthorized: AuthenticationOutcome(.notAuthorized)
        case .badAuthenticationMethod: AuthenticationOutcome(.unknownMethod)
        }
    }
}
