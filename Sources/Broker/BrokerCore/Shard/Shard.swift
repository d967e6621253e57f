import MQTTPackets
import MQTTSessions
import MQTTTopics

/// One shard of the broker: a deterministic machine that owns connections, sessions and the index
/// of its own clients' subscriptions.
///
/// Bytes of a connection go in through ``receive(_:on:now:)``; what comes out lies in the
/// connections' outbound queues, in effects, events, the journal (``takeEffects(into:)`` and its
/// kin) and in batches for other shards. Time comes in as `now`. Everything is confined to one
/// thread; there is no lock, clock, task or system call in here.
package final class Shard {
    let settings: BrokerSettings
    /// This shard's place among all.
    package let index: Int
    package let shardCount: Int
    let retained: RetainedStore
    let sessionCount: SessionCount
    /// The time of the call that is being served.
    var now: MonotonicTime

    // Connections and sessions live in places; the topic index holds session places.
    let connections = PlaceTable<Connection>()
    let sessions = PlaceTable<Session>()
    /// When the earliest timer looks at the place of the same number; `never` for none.
    var connectionLooks: [MonotonicTime] = []
    var sessionsByClientID = SessionTable()
    let topics: UniquePlace<TopicIndex>
    var timers = TimerWheel()
    /// Sessions that have ended and are not out of the index yet.
    var departures: [Departure] = []
    /// Subscriptions of ended sessions that may still be taken out in this tick.
    var departingLeft = Shard.departingPerTickMax

    // Storage reused from publication to publication.
    var routing = RoutingScratch()
    /// For members of shared subscriptions: `routing` is under way while they are served.
    var memberTemplates = FrameTemplates()
    var routedSerial: UInt64 = 0
    var scratch: [UInt8] = []
    /// The last message that came with a topic alias, without it.
    var unaliased: [UInt8] = []
    /// How far the retained messages were searched for expired ones; nil while none was kept here.
    var retainedSweep: RetainedCursor?
    var sweptMessages: [StoredMessage] = []
    var dueTimers: [TimerWheel.Timer] = []

    let pool = BufferPool()
    /// Connections with new bytes to send.
    let dirty = TickList<ConnectionSlot>()
    /// What the owner of the sockets must do.
    let effects = TickList<ConnectionEffect>()
    /// What happened, for logs.
    let events = TickList<BrokerEvent>()
    /// Whether every packet is told as an event.
    package let tracesPackets: Bool
    /// What must become durable, in this order; empty unless the shard was told to journal.
    let journal = TickList<JournalBatch>()
    /// Messages to be read back, after what is in `journal` was handed over.
    let fetches = TickList<FetchRequest>()
    let journals: Bool
    let serials: BrokerSerials
    let log = ShardJournal()
    var held = HeldAcknowledgements()
    var unwrittenTopics = UnwrittenTopics()
    /// Whether what is served just now has put something into the journal.
    var touchesJournal = false
    /// The closed batch whose publications are being served; nil for what happens here and now.
    var servedPoint: JournalPoint?
    /// What is owed for publications of each shard, until its batch is closed.
    var claims: [[JournalOperation]]
    /// Groups whose chosen member has left, for the publication that is being served.
    var returnedGroups: [ShareAddressee] = []
    /// How far the journal of each shard is durable.
    var durableElsewhere: [UInt64]
    var awaitingJournal: [Session] = []
    /// Clients whose session ended, and the batch that says so, until it is durable.
    var undurableEnds: [String: UInt64] = [:]
    /// The message that is being given to sessions.
    var owed: Owed?
    /// Messages that ended sessions left behind; the journal is yet to hear that they are done.
    var abandoned: [UInt64] = []
    /// How many sessions are owed a message, for those that more than one is.
    var recipientCounts: [UInt64: Int] = [:]

    var outboxes: [[ShardMessage]]
    /// Publications staged for each shard since its last message of another kind.
    var stages: [[UInt8]]
    /// Shards whose mailbox is over its high-water mark, one bit each.
    var congestedShards: UInt64 = 0
    /// Shards that the last routed publication was staged for.
    var stagedShards: UInt64 = 0
    var awaitingCongestion: [ConnectionSlot] = []
    var stalledConnections: [ConnectionSlot] = []
    let fullQueues: FullQueues
    let shareGroups = ShareGroups()
    /// Members on other shards that were chosen for the message at hand, by shard.
    var addressees: [[ShareAddressee]]
    var pendingSubscriptions: [UInt32: PendingSubscription] = [:]
    var nextToken: UInt32 = 1
    /// Whether all connections are being ended.
    var isStopping = false
    /// QoS 0 messages dropped because their receiver did not read.
    package internal(set) var droppedMessages: UInt64 = 0

    /// - Parameters:
    ///   - seed: differs per process and shard; peers must not know it.
    ///   - serials: shared by all shards.
    ///   - journals: whether durable facts are put into the journal and acknowledgements wait for
    ///     ``journalCommitted(upTo:now:)``.
    package init(
        index: Int, shardCount: Int, settings: BrokerSettings, retained: RetainedStore,
        sessionCount: SessionCount, serials: BrokerSerials, seed: UInt64, journals: Bool,
        now: MonotonicTime
    ) {
        precondition(shardCount >= 1 && shardCount <= 64, "a shard set fits a word of bits")
        precondition(index >= 0 && index < shardCount, "a shard is one of its set")
        self.index = index
        self.shardCount = shardCount
        self.settings = settings
        self.retained = retained
        self.sessionCount = sessionCount
        self.serials = serials
        self.journals = journals
        self.now = now
        topics = UniquePlace(TopicIndex(seed: seed))
        fullQueues = FullQueues(seed: seed)
        tracesPackets = settings.logging.types.contains(.debug)
        outboxes = Array(repeating: [], count: shardCount)
        stages = Array(repeating: [], count: shardCount)
        addressees = Array(repeating: [], count: shardCount)
        claims = Array(repeating: [], count: shardCount)
        durableElsewhere = Array(repeating: 0, count: shardCount)
    }

    // MARK: Connections

    /// Takes a new connection that was accepted on the listener of that place in the settings.
    package func open(listener: Int, now: MonotonicTime) -> ConnectionSlot {
        self.now = now
        let (place, generation) = connections.reserve()
        let slot = ConnectionSlot(index: place, generation: generation)
        while connectionLooks.count <= Int(place) { connectionLooks.append(.never) }
        let connection = Connection(slot: slot, listener: listener, now: now)
        connection.qosMax = settings.listeners[listener].qosMax
        connection.topicAliasMaximum = settings.listeners[listener].topicAliasMaximum
        connections.put(connection, at: place)
        let limits = settings.limits
        let deadline =
            settings.listeners[listener].tls == nil
            ? limits.connectDeadline : limits.tlsHandshakeDeadline
        connection.connectDueAt = now.adding(nanoseconds: deadline.nanoseconds)
        watch(connection, until: connection.connectDueAt)
        return slot
    }

    /// Frees the place after its socket was closed or handed over.
    package func release(_ slot: ConnectionSlot) {
        guard let connection = connection(at: slot) else { return }
        if connection.session != nil { lose(connection, .connectionLost) }
        if connection.isStalled || connection.isAwaitingRoom {
            stalledConnections.removeAll { $0 == slot }
            awaitingCongestion.removeAll { $0 == slot }
        }
        connection.outbound.drain(into: pool)
        connections.remove(at: slot.index)
        connections.giveBack(slot.index)
    }

    /// The socket closed or failed.
    package func connectionLost(_ slot: ConnectionSlot, now: MonotonicTime) {
        self.now = now
        guard let connection = connection(at: slot), connection.phase != .closing else { return }
        lose(connection, .connectionLost)
        connection.phase = .closing
        effects.append(.close(slot))
    }

    /// The connection in that place, unless the place has another tenant by now.
    @inline(__always)
    func connection(at slot: ConnectionSlot) -> Connection? {
        guard let connection = connections[slot.index], connection.slot == slot else { return nil }
        return connection
    }

    /// Notes that the connection has bytes to send at the end of this tick.
    @inline(__always)
    func markDirty(_ connection: Connection) {
        if connection.isDirty || connection.isOutboundHeld { return }
        connection.isDirty = true
        dirty.append(connection.slot)
    }

    /// Appends an encoded packet to the connection.
    func append(_ packet: Packet, to connection: Connection) {
        scratch.removeAll(keepingCapacity: true)
        packet.encode(into: &scratch, version: connection.version)
        if scratch.count > connection.packetBytesMax {
            if let shorter = packet.withoutReasonString {
                append(shorter, to: connection)
                return
            }
            refuseToSend(packet, to: connection)
            return
        }
        connection.outbound.append(scratch.span, from: pool)
        markDirty(connection)
    }

    /// An answer the client will not take cannot be left out as a message can: nothing is left but
    /// to part `[MQTT-3.1.2-24]`.
    private func refuseToSend(_ packet: Packet, to connection: Connection) {
        if packet.type == .disconnect { return }  // the closed connection says it too
        end(
            connection,
            .answerTooLarge(packet.type, clientLimitBytes: connection.packetBytesMax),
            reasonCode: packet.type == .connack ? nil : .packetTooLarge)  // [MQTT-3.2.0-1]
    }

    /// The shard that is home to the client identifier's session: the same on every shard.
    package static func home(of clientID: String, shardCount: Int) -> Int {
        // FNV-1a; a hostile choice of identifiers costs balance, nothing else.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in clientID.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Int((hash ^ hash >> 32) % UInt64(shardCount))
    }
}

extension Duration {
    /// Nanoseconds of a duration that is neither negative nor longer than the scale.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        if seconds < 0 { return 0 }
        let (product, isTooLarge) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isTooLong) = product.addingReportingOverflow(
            UInt64(attoseconds / 1_000_000_000))
        return isTooLarge || isTooLong ? .max : sum
    }
}
