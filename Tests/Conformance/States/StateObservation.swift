/// What was seen of a dialogue.
struct StateObservation: Equatable, Sendable {
    /// Bytes that came back, as text.
    var answer: String
    /// Whether the broker closed the connection.
    var isClosed: Bool
    /// Bytes that reached a subscriber, as text.
    var watched: String
}
