internal import MQTTPackets

/// A wish for messages: which topics, and how (MQTT 5 section 3.8.3).
///
/// A string literal makes one with QoS 0: `client.subscribe(to: "sensors/+/temperature")`.
public struct TopicFilter: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The topics, with `+` for one level and `#` for all remaining ones.
    public var pattern: String
    /// The highest quality of service at which the broker delivers.
    public var qos: QoS
    /// Whether the client's own messages are kept from it (MQTT 5).
    public var excludesOwnMessages: Bool
    /// Whether forwarded messages keep the retain flag with which they were published (MQTT 5).
    public var keepsRetainFlag: Bool
    /// When the broker sends the retained messages (MQTT 5).
    public var retainedMessages: RetainedMessages

    /// When the broker sends the retained messages of a subscription.
    public enum RetainedMessages: UInt8, Sendable, CaseIterable {
        /// Each time the client subscribes; before MQTT 5 always so.
        case atSubscribe = 0
        /// Only if the session did not have the subscription.
        case ifNew = 1
        /// Never.
        case never = 2
    }

    /// A wish for the topics that match `pattern`.
    public init(
        _ pattern: String, qos: QoS = .atMostOnce, excludesOwnMessages: Bool = false,
        keepsRetainFlag: Bool = false, retainedMessages: RetainedMessages = .atSubscribe
    ) {
        self.pattern = pattern
        self.qos = qos
        self.excludesOwnMessages = excludesOwnMessages
        self.keepsRetainFlag = keepsRetainFlag
        self.retainedMessages = retainedMessages
    }

    /// The filter of the literal, with QoS 0.
    public init(stringLiteral value: String) { self.init(value) }

    /// Whether a message with that topic name is wanted (MQTT 5 section 4.7).
    ///
    /// A shared subscription `$share/GROUP/FILTER` matches what FILTER matches.
    public func matches(_ topic: String) -> Bool {
        var filterLevels = pattern.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
        let topicLevels = topic.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if filterLevels.count > 2, filterLevels[0].elementsEqual("$share".utf8) {
            filterLevels = filterLevels.dropFirst(2)
        }
        let startsWithWildcard = filterLevels.first.map { isWildcard($0) } ?? false
        // [MQTT-4.7.2-1]
        if startsWithWildcard && topic.utf8.first == UInt8(ascii: "$") { return false }
        var position = 0
        for level in filterLevels {
            if level.elementsEqual("#".utf8) { return true }
            guard position < topicLevels.count else { return false }
            if !level.elementsEqual("+".utf8) && !level.elementsEqual(topicLevels[position]) {
                return false
            }
            position += 1
        }
        return position == topicLevels.count
    }

    /// Why the pattern is no topic filter, or nil (MQTT 5 section 4.7).
    var fault: String? {
        if pattern.isEmpty { return "it is empty" }
        if pattern.utf8.count > 65_535 { return "it is longer than 65,535 bytes" }
        if pattern.utf8.contains(0) { return "it contains U+0000" }
        let levels = pattern.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, level) in levels.enumerated() where level.count > 1 || index + 1 < levels.count
        {
            if level.contains(UInt8(ascii: "#")) { return "'#' must be the whole last level" }
            if level.count > 1 && level.contains(UInt8(ascii: "+")) {
                return "'+' must be a whole level"
            }
        }
        return nil
    }

    /// Whether it is one of a shared subscription (MQTT 5 section 4.8.2).
    var isShared: Bool { pattern.utf8.starts(with: "$share/".utf8) }

    /// Whether it stands for more than one topic.
    var hasWildcard: Bool {
        pattern.utf8.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }
    }

    /// Why the pattern is no shared subscription although it begins like one, or nil.
    var sharingFault: String? {
        guard isShared else { return nil }
        if excludesOwnMessages {  // [MQTT-3.8.3-4]
            return "a shared one cannot exclude own messages"
        }
        let levels = pattern.utf8.split(
            separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
        // [MQTT-4.8.2-1] [MQTT-4.8.2-2]
        if levels.count < 3 || levels[1].isEmpty || levels[2].isEmpty {
            return "a shared one reads $share/GROUP/FILTER"
        }
        if levels[1].contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }) {
            return "its group has a wildcard"
        }
        return nil
    }

    /// The entry of SUBSCRIBE.
    var wire: MQTTPackets.Subscription {
        var options = SubscriptionOptions(
            qos: qos.wire, noLocal: excludesOwnMessages, retainAsPublished: keepsRetainFlag)
        switch retainedMessages {
        case .atSubscribe: options.retainHandling = .sendAtSubscribe
        case .ifNew: options.retainHandling = .sendIfNew
        case .never: options.retainHandling = .doNotSend
        }
        return MQTTPackets.Subscription(pattern, options)
    }

    private func isWildcard(_ level: Substring.UTF8View) -> Bool {
        level.elementsEqual("+".utf8) || level.elementsEqual("#".utf8)
    }
}
