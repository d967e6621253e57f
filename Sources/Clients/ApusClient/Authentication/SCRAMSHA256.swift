internal import CertificateJudgement

/// SCRAM-SHA-256 (RFC 5802, RFC 7677): proves the password without sending it, and checks that the
/// broker knows the user, too.
///
/// ```swift
/// configuration.authentication = SCRAMSHA256(userName: "pump-1", password: secret)
/// ```
public struct SCRAMSHA256: AuthenticationMechanism {
    /// Iterations that a broker may ask for.
    static let iterations = 4_096...10_000_000

    private let userName: String
    private let password: String
    private let makeNonce: @Sendable () -> String

    /// User name and password must be printable ASCII: nothing is prepared by SASLprep.
    public init(userName: String, password: String) {
        self.init(userName: userName, password: password) {
            Base64.text(of: (0..<18).map { _ in .random(in: .min ... .max) })
        }
    }

    /// - Parameter makeNonce: differs each time, and has no comma.
    package init(
        userName: String, password: String, makeNonce: @escaping @Sendable () -> String
    ) {
        self.userName = userName
        self.password = password
        self.makeNonce = makeNonce
    }

    /// What CONNECT and AUTH call it.
    public var name: String { "SCRAM-SHA-256" }

    /// Begins an exchange with a new nonce.
    public func begin() throws(AuthenticationFailure) -> any AuthenticationConversation {
        for (field, text) in [("user name", userName), ("password", password)]
        where text.isEmpty || !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
            throw .unusableCredential(field: field)
        }
        return SCRAMConversation(userName: userName, password: password, nonce: makeNonce())
    }
}
