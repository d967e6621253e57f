package import MQTTPackets

/// What is kept of a session beside what it waits for (MQTT 5 section 4.1).
package struct SessionRecord: Equatable, Sendable {
    /// Where the client is.
    package enum Presence: Equatable, Sendable {
        case connected
        /// - Parameters:
        ///   - endsAt: when the session expires; nil for never.
        ///   - sentOrdinal: deliveries beyond this one were never sent.
        case away(endsAt: MonotonicTime?, sentOrdinal: UInt64)
    }

    /// Never given to another session, also after a restart.
    package let number: UInt64
    package let clientID: String
    package let userName: String?
    /// Seconds the session outlives its connection; 0 when only its will is kept, `UInt32.max` for
    /// ever.
    package let expirySeconds: UInt32
    package let presence: Presence
    package let will: WillRecord?

    /// What is kept of one session.
    package init(
        number: UInt64, clientID: String, userName: String?, expirySeconds: UInt32,
        presence: Presence, will: WillRecord?
    ) {
        self.number = number
        self.clientID = clientID
        self.userName = userName
        self.expirySeconds = expirySeconds
        self.presence = presence
        self.will = will
    }
}

/// A will, published when its connection is lost or later (MQTT 5 section 3.1.2.5).
package struct WillRecord: Equatable, Sendable {
    package let topic: [UInt8]
    /// In their wire form without their length.
    package let properties: [UInt8]
    package let payload: [UInt8]
    package let qos: QoS
    package let isRetained: Bool
    /// Seconds from publication; nil for ever.
    package let expirySeconds: UInt32?
    package let delaySeconds: UInt32
    /// When a delayed will is due; nil while the client is connected.
    package let dueAt: MonotonicTime?

    /// A will and when it is due.
    package init(
        topic: [UInt8], properties: [UInt8], payload: [UInt8], qos: QoS, isRetained: Bool,
        expirySeconds: UInt32?, delaySeconds: UInt32, dueAt: MonotonicTime?
    ) {
        self.topic = topic
        self.properties = properties
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
        self.expirySeconds = expirySeconds
        self.delaySeconds = delaySeconds
        self.dueAt = dueAt
    }
}
