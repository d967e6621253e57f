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

    // What is often idle is large: what few connections need lies in objects of its own, and small
    // fields follow those that leave a gap.
    let slot: ConnectionSlot
    /// The session while `phase` is `.connected`.
    var session: Session?
    /// CONNECT until it is known who this is.
    var pendingConnect: PendingConnect?
    /// The method that CONNECT named, and where re-authentication stands.
    var enhancedAuthentication: EnhancedAuthentication?
    var will: LastWill?
    let outbound = ByteQueue()
    private var lateWaiting: WaitingPublishes?
    var receivedAliases = ReceivedAliases()
    private var unacknowledgedPlace: MadePlace<ReceivedIDs>?
    var lastReceivedAt: MonotonicTime
    /// When CONNECT, and the exchange of its authentication, must be over.
    var connectDueAt: MonotonicTime
    /// The batch that the last held acknowledgement waits for.
    var heldBatch: UInt64 = 0
    var assignedAliases: AssignedAliases?
    private var stalledAt = MonotonicTime.never
    var phase = Phase.awaitingConnect
    var version = ProtocolVersion.v311
    /// The highest QoS that the client may publish with; its listener's.
    var qosMax = QoS.exactlyOnce
    /// Whether the connection is in the shard's list of those with new bytes to send.
    var isDirty = false
    /// Nothing is read, because a session that wants the next PUBLISH is full, or a mailbox.
    var isStalled = false
    /// Whether the connection is in the shard's list of those that wait for room in a queue.
    var isAwaitingRoom = false
    private let listenerNumber: UInt16
    private var packetBytesLimit = UInt32(packetBytesLongest)
    private var heldNumber: UInt32 = 0
    /// The keep alive interval that the client was granted; 0 for none.
    var keepAliveSeconds: UInt16 = 0
    /// The highest alias that the client may set; its listener's.
    var topicAliasMaximum: UInt16 = 0
    /// Whether it was told already that QoS 0 messages are dropped here.
    var hasDroppedForSlowReader = false
    /// Whether nothing leaves yet, because CONNACK waits for the journal.
    var isOutboundHeld = false
    /// Whether the client asked for reasons in words.
    var wantsReasonStrings = false
    /// Whether the broker gave the identifier, because the client had none.
    var hasAssignedClientID = false

    private static let packetBytesLongest = 5 + VariableByteInteger.maximum

    init(slot: ConnectionSlot, listener: Int, now: MonotonicTime) {
        self.slot = slot
        listenerNumber = UInt16(listener)
        lastReceivedAt = now
        connectDueAt = now
    }

    deinit { unacknowledgedPlace?.free() }

    /// PUBLISH packets that were read and wait; only while the client's own queue is full does one
    /// begin to.
    var waiting: WaitingPublishes {
        if let lateWaiting { return lateWaiting }
        let waiting = WaitingPublishes()
        lateWaiting = waiting
        return waiting
    }

    /// Whether PUBLISH packets wait.
    @inline(__always)
    var hasWaiting: Bool {
        guard let lateWaiting else { return false }
        return !lateWaiting.isEmpty
    }

    /// Messages of the client that came on this connection and are not acknowledged to their end:
    /// what Receive Maximum counts `[MQTT-3.3.4-7]`.
    @inline(__always)
    var unacknowledged: MadePlace<ReceivedIDs> {
        unacknowledgedPlace ?? makeUnacknowledged()
    }

    /// How many ``unacknowledged`` holds.
    @inline(__always)
    var unacknowledgedCount: Int { unacknowledgedPlace.map { $0.value.count } ?? 0 }

    private func makeUnacknowledged() -> MadePlace<ReceivedIDs> {
        let place = MadePlace(ReceivedIDs())
        unacknowledgedPlace = place
        return place
    }

    /// The listener, as a place in the settings.
    @inline(__always)
    var listener: Int { Int(listenerNumber) }

    /// The longest packet the client takes `[MQTT-3.1.2-24]`, at most the longest there can be.
    @inline(__always)
    var packetBytesMax: Int {
        get { Int(packetBytesLimit) }
        set { packetBytesLimit = UInt32(min(newValue, Self.packetBytesLongest)) }
    }

    /// When the wait for a full queue began.
    @inline(__always)
    var stalledSince: MonotonicTime? {
        get { stalledAt == .never ? nil : stalledAt }
        set { stalledAt = newValue ?? .never }
    }

    /// Acknowledgements of this connection that wait for the journal.
    @inline(__always)
    var heldCount: Int {
        get { Int(heldNumber) }
        set { heldNumber = UInt32(newValue) }
    }

    /// One and a half times the keep alive interval after the last packet `[MQTT-3.1.2-22]`.
    var keepAliveDueAt: MonotonicTime {
        lastReceivedAt.adding(nanoseconds: UInt64(keepAliveSeconds) * 1_500_000_000)
    }
}
