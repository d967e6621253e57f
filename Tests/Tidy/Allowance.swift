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
    static let all: [Allowance] = []
}
