import MQTTPackets
import MQTTTopics

/// The options byte of a hit (MQTT 5 section 3.8.3.1), and the shard's own mark in its reserved
/// bit.
extension SubscriptionHit {
    private static let mergedAwayBit: UInt8 = 0x80

    @inline(__always)
    var qos: QoS { QoS(rawValue: options & 0x03) ?? .atMostOnce }

    @inline(__always)
    var noLocal: Bool { options & 0x04 != 0 }

    @inline(__always)
    var retainAsPublished: Bool { options & 0x08 != 0 }

    /// Whether another hit of the same session stands for this one.
    @inline(__always)
    var isMerged: Bool { options & Self.mergedAwayBit != 0 }

    /// This hit, marked as standing for nothing.
    var mergedAway: SubscriptionHit {
        SubscriptionHit(
            subscriber: subscriber, options: options | Self.mergedAwayBit, identifier: identifier)
    }

    /// One hit for both: the higher QoS; local unless neither wants it; retained as published when
    /// either asks.
    func merged(with other: SubscriptionHit) -> SubscriptionHit {
        let flags = (options & other.options & 0x04) | ((options | other.options) & 0x08)
        return SubscriptionHit(
            subscriber: subscriber, options: max(qos, other.qos).rawValue | flags,
            identifier: identifier == 0 ? other.identifier : identifier)
    }
}
