import MQTTPackets

/// The last level of the topics of a crowd, `crash/PUBLISHER/LANE`.
enum Lane: UInt8, CaseIterable {
    /// QoS 1 and 2 in one topic.
    case mixed = 0
    case other
    /// Every message is retained. One QoS each: two QoS need not keep their order.
    case retainedAtLeastOnce
    case retainedExactlyOnce

    /// The QoS of every message of the lane, nil when each has its own.
    var qos: QoS? {
        switch self {
        case .mixed, .other: nil
        case .retainedAtLeastOnce: .atLeastOnce
        case .retainedExactlyOnce: .exactlyOnce
        }
    }

    var isRetained: Bool { qos != nil }

    /// The topic of one publisher.
    func topic(of publisher: Int) -> String { "crash/\(publisher)/\(rawValue)" }

    /// The filter that takes this lane of every publisher.
    var filter: String { "crash/+/\(rawValue)" }
}
