/// The aliases that the broker has set on one connection: the first topics get them, for as long as
/// there are some (MQTT 5 section 3.3.2.3.4).
final class AssignedAliases {
    /// How many the client and the listener allow.
    private let max: Int
    /// The topic of alias 1, and so on.
    private var topics: [[UInt8]] = []

    /// An alias for a topic.
    struct Alias {
        let value: UInt16
        /// Whether the client knows it, so that the topic's name may be left out.
        let isKnown: Bool
    }

    /// The search for a topic is linear, so it must have an end that no client chooses.
    private static let searchMax: UInt16 = 256

    /// Aliases up to `maximum`; nil for none.
    init?(maximum: UInt16) {
        if maximum == 0 { return nil }
        max = Int(min(maximum, Self.searchMax))
    }

    /// The alias to send with the topic; nil when none is left.
    func alias(for topic: Span<UInt8>) -> Alias? {
        for place in topics.indices where Self.areEqual(topics[place], topic) {
            return Alias(value: UInt16(place + 1), isKnown: true)
        }
        if topics.count == max { return nil }
        return Alias(value: UInt16(topics.count + 1), isKnown: false)
    }

    /// The client has been sent the next alias with this topic.
    func assign(_ topic: Span<UInt8>) {
        var owned: [UInt8] = []
        owned.append(topic)
        topics.append(owned)
    }

    private static func areEqual(_ first: [UInt8], _ second: Span<UInt8>) -> Bool {
        if first.count != second.count { return false }
        // Topics of one application begin alike.
        var index = first.count
        while index > 0 {
            index -= 1
            if first[index] != second[index] { return false }
        }
        return true
    }
}
