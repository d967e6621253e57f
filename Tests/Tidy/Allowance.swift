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
            path: "Sources/Adapters/BrokerTransport/TLSContext+Unsafe.swift", claim: .sendable,
            reason: "an SSL_CTX is shared by threads and counts its references itself"),
    ]
}
