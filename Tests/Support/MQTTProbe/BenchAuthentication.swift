import BrokerAccess
import BrokerCore

/// Asks the rules of the listeners who a client of a bench is; one exchange in steps at a time.
final class BenchAuthentication {
    private let authenticators: [Authenticator]
    /// What judges the client's next word.
    private var next: (@Sendable ([UInt8]?) -> AuthenticationStep)?

    /// Reads the files that the listeners name.
    init(_ settings: BrokerSettings) throws {
        authenticators = try settings.listeners.map { listener in
            let mechanisms = try listener.scramFile.map { file in
                [SCRAMSHA256(users: try SCRAMFile.read(file: file))]
            }
            return try Authenticator(listener: listener, mechanisms: mechanisms ?? [])
        }
    }

    func judge(_ request: AuthenticationRequest) -> AuthenticationVerdict {
        let authenticator = authenticators[request.listener]
        if let exchange = request.exchange {
            return verdict(
                authenticator.begin(
                    method: exchange.method, data: exchange.data, certificate: nil))
        }
        let credentials = Credentials(userName: request.userName, password: request.password)
        return switch authenticator.authenticate(credentials) {
        case .accepted(let userName): .accepted(userName: userName)
        case .refused(let refusal): verdict(refusal)
        }
    }

    func judge(_ data: [UInt8]?) -> AuthenticationVerdict {
        guard let next else { return .notAuthorized }
        return verdict(next(data))
    }

    private func verdict(_ step: AuthenticationStep) -> AuthenticationVerdict {
        switch step {
        case .challenge(let data, let next):
            self.next = next
            return .continued(data: data)
        case .accepted(let userName, let data): return .accepted(userName: userName, data: data)
        case .refused(let refusal): return verdict(refusal)
        }
    }

    private func verdict(_ refusal: AuthenticationRefusal) -> AuthenticationVerdict {
        switch refusal.answer {
        case .badUserNameOrPassword: .badUserNameOrPassword
        case .notAuthorized: .notAuthorized
        case .badAuthenticationMethod: .unknownMethod
        }
    }
}
