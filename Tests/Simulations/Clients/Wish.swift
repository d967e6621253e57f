import MQTTPackets

/// A subscription that a client may hold in the course of a history, always with these options.
struct Wish: Hashable {
    let filter: String
    let options: SubscriptionOptions
    /// 0 for none.
    let identifier: UInt32

    init(_ filter: String, _ options: SubscriptionOptions, identifier: UInt32 = 0) {
        self.filter = filter
        self.options = options
        self.identifier = identifier
    }

    /// Whether the subscription is shared (MQTT 5 section 4.8.2).
    var isShared: Bool { filter.hasPrefix("$share/") }

    /// Whether the filter matches, by the words of section 4.7 and not by the broker's index.
    func matches(_ topic: String) -> Bool {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        let wanted = filter.split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst(isShared ? 2 : 0).map { $0 }
        if topic.hasPrefix("$"), wanted[0] == "#" || wanted[0] == "+" { return false }
        for (place, level) in wanted.enumerated() {
            if level == "#" { return true }
            if place >= levels.count { return false }
            if level != "+", level != levels[place] { return false }
        }
        return levels.count == wanted.count
    }
}
