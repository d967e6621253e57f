import MQTTPackets
import MQTTTopics

/// A message being routed: where its parts lie in the bytes at hand. Nothing is owned.
struct Publication {
    /// What the bytes are, beside being a place for the parts.
    enum Source {
        /// A PUBLISH frame of MQTT 3.1 or 3.1.1.
        case frameV3
        /// A PUBLISH frame of MQTT 5.
        case frameV5
        /// Something else.
        case record
    }

    let topic: Range<Int>
    /// Properties that go on to subscribers, in their wire form.
    let properties: Range<Int>
    let payload: Range<Int>
    let qos: QoS
    let isRetained: Bool
    /// When the message expires.
    let deadline: MonotonicTime?
    let source: Source
    /// Bytes of the frame; 0 for a record.
    let frameLength: Int
    /// Whether the sender's session is kept: after a crash it would send a QoS 2 message again.
    let isSenderKept: Bool

    /// A message that owns its bytes: a will, or one made by the broker.
    struct Owned {
        let bytes: [UInt8]
        let topicLength: Int
        let propertiesLength: Int
        let qos: QoS
        let isRetained: Bool
        /// Seconds from publication.
        let expirySeconds: UInt32?

        init(
            topic: String, properties: [UInt8], payload: [UInt8], qos: QoS, isRetained: Bool,
            expirySeconds: UInt32?
        ) {
            let topicBytes = Array(topic.utf8)
            bytes = topicBytes + properties + payload
            topicLength = topicBytes.count
            propertiesLength = properties.count
            self.qos = qos
            self.isRetained = isRetained
            self.expirySeconds = expirySeconds
        }

        /// A will as the journal kept it.
        init(_ will: WillRecord) {
            bytes = will.topic + will.properties + will.payload
            topicLength = will.topic.count
            propertiesLength = will.properties.count
            qos = will.qos
            isRetained = will.isRetained
            expirySeconds = will.expirySeconds
        }

        /// The will as the journal keeps it.
        func record(delaySeconds: UInt32, dueAt: MonotonicTime?) -> WillRecord {
            let propertiesEnd = topicLength + propertiesLength
            return WillRecord(
                topic: Array(bytes[..<topicLength]),
                properties: Array(bytes[topicLength..<propertiesEnd]),
                payload: Array(bytes[propertiesEnd...]), qos: qos, isRetained: isRetained,
                expirySeconds: expirySeconds, delaySeconds: delaySeconds, dueAt: dueAt)
        }

        /// The parts of `bytes`, published at `now`.
        func publication(now: MonotonicTime) -> Publication {
            Publication(
                topic: 0..<topicLength,
                properties: topicLength..<topicLength + propertiesLength,
                payload: topicLength + propertiesLength..<bytes.count,
                qos: qos, isRetained: isRetained,
                deadline: expirySeconds.map { now.adding(seconds: UInt64($0)) },
                source: .record, frameLength: 0, isSenderKept: false)
        }
    }
}
