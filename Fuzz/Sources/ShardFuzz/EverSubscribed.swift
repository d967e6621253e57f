import MQTTPackets
import MQTTTopics

/// Every filter that the clients of each name ever asked for, over all their connections.
final class EverSubscribed {
    private var filters: [[UInt8]: Set<[UInt8]>] = [:]

    /// Notes the filter; of a shared subscription what follows its name.
    func insert(_ filter: [UInt8], of clientID: [UInt8]) {
        var wanted = filter[...]
        if TopicFilter.isShared(filter.span) {
            wanted = wanted.dropFirst(7).drop { $0 != UInt8(ascii: "/") }.dropFirst()
        }
        filters[clientID, default: []].insert(Array(wanted))
    }

    /// Whether one of them matches.
    func matches(_ topic: [UInt8], of clientID: [UInt8]) -> Bool {
        filters[clientID, default: []].contains {
            TopicFilter.matches(filter: $0.span, topic: topic.span)
        }
    }
}
