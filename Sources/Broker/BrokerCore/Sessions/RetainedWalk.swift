import MQTTPackets
import MQTTTopics

/// How far the retained messages of one new subscription are sent.
struct RetainedWalk {
    var cursor: RetainedCursor
    let qos: QoS
    /// 0 for none.
    let identifier: UInt32
}
