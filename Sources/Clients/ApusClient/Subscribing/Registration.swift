/// What the client subscribed to, kept to route messages and to subscribe again.
struct Registration {
    let filters: [TopicFilter]
    let buffer: MessageBuffer

    /// Whether a message on `topic` belongs to it.
    func matches(_ topic: String) -> Bool { filters.contains { $0.matches(topic) } }
}
