/// Bounds of everything that can grow in a client.
public struct ClientLimits: Hashable, Sendable {
    /// QoS 1 and 2 messages on their way to the broker at a time; the broker may ask for fewer.
    public var sendWindowMax: UInt16
    /// QoS 1 and 2 messages that wait for a place in that window; further callers wait.
    public var queuedMessagesMax: Int
    /// QoS 1 and 2 messages taken from the broker and not yet consumed (MQTT 5: Receive Maximum).
    public var receiveMaximum: UInt16
    /// Messages beyond Receive Maximum that are borne before the connection is given up.
    ///
    /// Mosquitto 2.0 sends its whole queue after the first acknowledgement, whatever was agreed.
    public var receiveExcessMax: Int
    /// Messages that one subscription holds before the client stops reading from the broker.
    public var bufferedMessagesMax: Int
    /// The largest packet accepted from the broker, in bytes.
    public var packetBytesMax: Int
    /// Topic aliases that the broker may define (MQTT 5).
    public var topicAliasMaximum: UInt16
    /// Topic aliases that the client defines to shorten what it sends, if the broker allows as many
    /// (MQTT 5); zero sends every topic in full.
    public var sentTopicAliasesMax: UInt16
    /// Messages of a resumed session that no subscription has claimed yet.
    public var unclaimedMessagesMax: Int

    /// Limits that suit a device as well as a server.
    public init(
        sendWindowMax: UInt16 = 64, queuedMessagesMax: Int = 1_000, receiveMaximum: UInt16 = 256,
        receiveExcessMax: Int = 10_000, bufferedMessagesMax: Int = 1_000,
        packetBytesMax: Int = 16 << 20,
        topicAliasMaximum: UInt16 = 16, sentTopicAliasesMax: UInt16 = 0,
        unclaimedMessagesMax: Int = 1_000
    ) {
        self.sendWindowMax = max(sendWindowMax, 1)
        self.queuedMessagesMax = max(queuedMessagesMax, 1)
        self.receiveMaximum = max(receiveMaximum, 1)
        self.receiveExcessMax = max(receiveExcessMax, 0)
        self.bufferedMessagesMax = max(bufferedMessagesMax, 1)
        self.packetBytesMax = max(packetBytesMax, 64)
        self.topicAliasMaximum = topicAliasMaximum
        self.sentTopicAliasesMax = sentTopicAliasesMax
        self.unclaimedMessagesMax = max(unclaimedMessagesMax, 0)
    }
}
