import MQTTPackets

/// Who is in a crowd.
struct Roster {
    var publisherCount = 6
    /// How long payloads are.
    var payloadBytes = Stamp.bytesMin...200
    var subscribers: [(ProtocolVersion, Scope, QoS, Subscriber.Habit)] = [
        (.v311, .everything, .atLeastOnce, .steady),
        (.v5, .everything, .exactlyOnce, .steady),
        (.v5, .lane(.mixed), .atLeastOnce, .away),
        (.v311, .lane(.other), .exactlyOnce, .away),
        (.v311, .everything, .exactlyOnce, .restless),
        (.v5, .lane(.mixed), .exactlyOnce, .late),
        (.v5, .lane(.retainedAtLeastOnce), .atLeastOnce, .restless),
    ]

    /// Publishers with large messages and a subscriber that is away: what fills a disk.
    static let filling = Roster(
        publisherCount: 4, payloadBytes: 2_000...4_000,
        subscribers: [
            (.v5, .everything, .exactlyOnce, .away),
            (.v311, .lane(.mixed), .atLeastOnce, .steady),
            (.v5, .lane(.other), .exactlyOnce, .steady),
        ])

    /// Subscribers first.
    var everybody: [RoundPlan.Guest] {
        subscribers.indices.map { .subscriber($0) }
            + (0..<publisherCount).map { .publisher($0) }
    }

    /// All but those who are away.
    var present: [RoundPlan.Guest] {
        subscribers.indices.filter { subscribers[$0].3 != .away }.map { .subscriber($0) }
            + (0..<publisherCount).map { .publisher($0) }
    }

    func makePublishers() -> [Publisher] {
        (0..<publisherCount).map { Publisher(number: $0, version: $0 % 2 == 0 ? .v311 : .v5) }
    }

    func makeSubscribers() -> [Subscriber] {
        subscribers.enumerated().map { number, traits in
            Subscriber(number: number, traits.0, traits.1, traits.2, traits.3)
        }
    }
}
