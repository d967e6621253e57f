/// A claim about threads that the compiler takes on trust, reviewed once and listed here.
struct Allowance {
    /// What the compiler is asked to believe.
    enum Claim: String, CaseIterable {
        case sendable = "@unchecked Sendable"
        case isolation = "nonisolated(unsafe)"
    }

    let path: String
    let claim: Claim
    let reason: String

    /// Every place that was reviewed.
    static let all: [Allowance] = [
        Allowance(
            path: "Sources/Adapters/BrokerTransport/Link+Unsafe.swift", claim: .sendable,
            reason: "bound to one reactor; moves through a mailbox, and the poster keeps nothing"),
        Allowance(
            path: "Sources/Adapters/BrokerTransport/TLS/TLSContext+Unsafe.swift", claim: .sendable,
            reason: "an SSL_CTX is shared by threads and counts its references itself"),
        Allowance(
            path: "Sources/Adapters/BrokerTransport/TLS/TrustStore+Unsafe.swift", claim: .sendable,
            reason: "an X509_STORE is shared by threads and locks itself"),
        Allowance(
            path: "Sources/Adapters/BrokerTransport/TLS/OpenSSLLibrary+Unsafe.swift",
            claim: .sendable,
            reason: "an OSSL_LIB_CTX is shared by threads and locks itself; never freed"),
        Allowance(
            path: "Sources/Adapters/BrokerTransport/TLS/SocketMethod+Unsafe.swift",
            claim: .sendable, reason: "nothing in a BIO_METHOD changes after it is made"),
        Allowance(
            path: "Sources/System/TokenKeys/TokenModule+Unsafe.swift", claim: .sendable,
            reason: "a PKCS #11 module is told to lock itself; its table of functions never changes"
        ),
    ]
}
