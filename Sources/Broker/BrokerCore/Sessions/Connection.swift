import MQTTPackets
import MQTTSessions

/// One network connection as its shard sees it. Confined to the shard's thread.
final class Connection {
    /// Where the connection stands in its life.
    enum Phase {
        /// CONNECT must come first `[MQTT-3.1.0-1]`.
        case awaitingConnect
        /// Its owner finds out who this is.
        case awaitingVerdict
        /// The client must send the AUTH that its authentication goes on with.
        case awaitingAuthentication
        /// Its owner hands it to another shard.
        case moving
        case connected
        /// Told to close; nothing is read or delivered any more.
        case closing
    }

    let slot: ConnectionSlot
    /// The listener, as a place in the settings.
    let listener: Int
    var phase = Phase.awaitingConnect
    var version = ProtocolVersion.v311
    /// The session while `phase` is `.connected`.
    var session: Session?
    /// CONNECT until it is known who this is.
    var pendingConnect: Connect?
    /// The method that CONNECT named, and where re-authentication stands.
    var enhancedAuthentication: EnhancedAuthentication?
    /// The identifier that the broker gave, when the client had none.
    var assignedClientID: String?
    var outbound = ByteQueue()
    /// Whether the connection is in the shard's list of those with new bytes to send.
    var isDirty = false
    /// Nothing is read, because a session that wants the next PUBLISH is full, or a mailbox.
    var isStalled = false
    /// Whether the connection is in the shard's list of those that wait for room in a queue.
    var isAwaitingRoom = false
    /// PUBLISH packets that were read and wait; only while the client's own queue is full does one
    /// begin to.
    var waiting = WaitingPublishes()
    /// When the wait for a full queue began.
    var stalledSince: MonotonicTime?
    var lastReceivedAt: MonotonicTime
    /// One and a half times the keep alive interval, in nanoseconds; 0 for none.
    var keepAliveGraceNanoseconds: UInt64 = 0
    /// The longest packet the client takes `[MQTT-3.1.2-24]`, at most the longest there can be.
    var packetBytesMax = 5 + VariableByteInteger.maximum
    /// Whether it was told already that QoS 0 messages are dropped here.
    var hasDroppedForSlowReader = false
    /// Acknowledgements of this connection that wait for the journal, and the batch that the last
    /// of them waits for.
    var heldCount = 0
    var heldBatch: UInt64 = 0
    /// Whether nothing leaves yet, because CONNACK waits for the journal.
    var isOutboundHeld = false
    /// The highest QoS that the client may publish with; its listener's.
    var qosMax = QoS.exactlyOnce
    /// The highest alias that the client may set; its listener's.
    var topicAliasMaximum: UInt16 = 0
    var receivedAliases = ReceivedAliases()
    var assignedAliases = AssignedAliases()
    /// Messages of the client that came on this connection and are not acknowledged to their end:
    /// what Receive Maximum counts `[MQTT-3.3.4-7]`.
    var unacknowledged = ReceivedIDs()
    /// Whether the client asked for reasons in words.
    var wantsReasonStrings = false
    var will: Publication.Owned?
    /// Seconds until the will is published after the connection is lost.
    var willDelay: UInt32 = 0

    init(slot: ConnectionSlot, listener: Int, now: MonotonicTime) {
        self.slot = slot
        self.listener = listener
        lastReceivedAt = now
    }
}
