/// Topics whose retained message changed while the journal had no room: it hears of the last one
/// of each when it has.
struct UnwrittenTopics {
    private var topics: Set<[UInt8]> = []
    /// About what they cost.
    private(set) var bytes = 0

    private static let bytesPerTopic = 64

    mutating func insert(_ topic: [UInt8]) {
        if topics.insert(topic).inserted { bytes += Self.bytesPerTopic + topic.count }
    }

    /// Takes any of them out.
    mutating func popFirst() -> [UInt8]? {
        guard let topic = topics.popFirst() else { return nil }
        bytes -= Self.bytesPerTopic + topic.count
        return topic
    }
}
