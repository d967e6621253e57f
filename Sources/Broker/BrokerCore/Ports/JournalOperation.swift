package import MQTTPackets
package import MQTTSessions
package import MQTTTopics

/// A fact that must outlive the process before what depends on it is acknowledged.
package enum JournalOperation: Sendable {
    /// A kept session exists, connected or not.
    case sessionKept(clientID: String)
    /// The session and all that waits in it is gone.
    case sessionEnded(clientID: String)
    case subscribed(clientID: String, filter: [UInt8], options: UInt8, identifier: UInt32)
    case unsubscribed(clientID: String, filter: [UInt8])
    /// The message waits for the session, in its queue or in flight.
    case owed(clientID: String, Delivery)
    /// The message with that identifier is settled.
    case settled(clientID: String, PacketID)
    /// A QoS 2 message of that identifier was taken; its PUBREL has not come.
    case received(clientID: String, PacketID)
    /// PUBREL has come for the identifier.
    case released(clientID: String, PacketID)
    /// The last retained message of its topic.
    case retained(StoredMessage)
    case retainedRemoved(topic: [UInt8])
}
