package import MQTTPackets

/// A message the broker keeps for a topic: never changed, so it may be shared between shards.
///
/// Topic, properties and payload are one block of bytes; the ranges say where.
package final class StoredMessage: Sendable {
    /// Topic name, properties and payload, one behind the other.
    package let bytes: [UInt8]
    /// When the message expires, in nanoseconds of the broker's clock `[MQTT-3.3.2-5]`.
    package let deadlineNanoseconds: UInt64?
    package let qos: QoS
    private let topicCount: UInt16
    private let propertiesCount: UInt32

    /// Copies the parts.
    /// - Parameter properties: as MQTT 5 sent them, without their length; empty from older clients.
    package init(
        topic: Span<UInt8>, properties: Span<UInt8>, payload: Span<UInt8>, qos: QoS,
        deadlineNanoseconds: UInt64?
    ) {
        precondition(topic.count <= 0xFFFF, "an MQTT string has at most 65,535 bytes")
        var all: [UInt8] = []
        all.reserveCapacity(topic.count + properties.count + payload.count)
        // Proof for all three: the closure copies from its valid buffer and keeps nothing.
        unsafe topic.withUnsafeBufferPointer { unsafe all.append(contentsOf: $0) }
        unsafe properties.withUnsafeBufferPointer { unsafe all.append(contentsOf: $0) }
        unsafe payload.withUnsafeBufferPointer { unsafe all.append(contentsOf: $0) }
        bytes = all
        topicCount = UInt16(topic.count)
        propertiesCount = UInt32(properties.count)
        self.qos = qos
        self.deadlineNanoseconds = deadlineNanoseconds
    }

    /// Where the topic name lies in `bytes`.
    package var topic: Range<Int> { 0..<Int(topicCount) }

    /// Where the properties lie in `bytes`.
    package var properties: Range<Int> {
        Int(topicCount)..<Int(topicCount) + Int(propertiesCount)
    }

    /// Where the application message lies in `bytes`.
    package var payload: Range<Int> { properties.upperBound..<bytes.count }
}
