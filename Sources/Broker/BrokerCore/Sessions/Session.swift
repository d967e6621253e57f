import MQTTPackets
import MQTTSessions
import MQTTTopics

/// What the broker keeps of one client while it is connected, and beyond when asked to
/// (MQTT 5 section 4.1). Confined to the shard that is the client identifier's home.
final class Session {
    let clientID: String
    /// The place in the shard, which the topic index holds.
    let slot: UInt32
    let generation: UInt32
    /// Who the session belongs to; nobody else may resume it.
    let userName: String?
    var connection: Connection?
    var window: OutboundWindow
    var queue = DeliveryQueue()
    var received = ReceivedIDs()
    /// By filter, as the client wrote it.
    var subscriptions: SubscriptionTable
    /// Seconds the session outlives its connection; `UInt32.max` for ever.
    var expirySeconds: UInt32 = 0
    /// When an offline session ends.
    var expiresAt: MonotonicTime?
    /// A will that is due later, and when.
    var delayedWill: (publication: Publication.Owned, delaySeconds: UInt32, dueAt: MonotonicTime)?
    /// The publication that met this session last, and its place among the hits: overlapping
    /// subscriptions are merged by it.
    var routedSerial: UInt64 = 0
    var routedPlace = 0
    /// Retained messages of new subscriptions that are still to be sent.
    var retainedWalks = RetainedWalks()
    /// Unsettled messages that a resumed session has still to send again, the last one first.
    var resends: [OutboundWindow.Unsettled] = []
    /// Whether the journal holds the session.
    var isJournalled = false
    /// In the journal; 0 until it holds the session.
    var number: UInt64 = 0
    /// The last delivery that the journal keeps.
    var lastOrdinal: UInt64 = 0
    /// Deliveries up to this one may have been sent before the broker started.
    var doubtfulOrdinal: UInt64 = 0
    /// The number of the message that the journal keeps for it last.
    var lastOwed: UInt64 = 0
    /// Whether the session is in the shard's list of those whose next message is not durable yet.
    var isAwaitingJournal = false
    /// Whether messages that left memory are on their way back.
    var isFetching = false
    /// When the earliest timer that looks at this session fires.
    var nextCheckAt: MonotonicTime?
    /// When a full queue was searched for expired messages last.
    var lastSweptAt: MonotonicTime?
    /// Whether the queue has reached its limit.
    var isFull = false
    /// Shared subscriptions among `subscriptions`.
    var sharedCount = 0
    /// Whether messages of a shared subscription may wait here: there is one, or was one since the
    /// broker started, or the journal had such messages.
    var hasShared = false
    /// What other shards were told last, for their choice among members.
    var toldStanding = MemberStanding.atFirst
    /// The filters that other shards were told of when the queue became full.
    var filtersToldFull: [[UInt8]] = []

    init(
        clientID: String, slot: UInt32, generation: UInt32, userName: String?, inFlightMax: Int,
        subscriptions: SubscriptionTable
    ) {
        self.clientID = clientID
        self.slot = slot
        self.generation = generation
        self.userName = userName
        self.subscriptions = subscriptions
        window = OutboundWindow(inFlightMax: inFlightMax)
    }

    /// Whether something waits to be sent.
    @inline(__always)
    var hasBacklog: Bool { !queue.isEmpty || !retainedWalks.isEmpty || !resends.isEmpty }

    /// Whether QoS 1 or 2 messages wait to be sent, for the first time or again.
    @inline(__always)
    var hasUnsent: Bool { !queue.isEmpty || !resends.isEmpty }

    /// Whether the session outlives its connection.
    @inline(__always)
    var isKept: Bool { expirySeconds > 0 }
}
