import SeededRandom

/// What the members of a crowd share.
struct Scene {
    var ledger: Ledger
    var random: SeededGenerator
    /// Whether publishers send new messages.
    var isPublishing = false
    /// How long payloads are.
    var payloadBytes = Stamp.bytesMin...200
}
