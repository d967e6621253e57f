import MQTTPackets
import MQTTSessions
import MQTTTopics

/// What the broker keeps of one client while it is connected, and beyond when asked to
/// (MQTT 5 section 4.1). Confined to the shard that is the client identifier's home.
final class Session {
    // What is often idle is large: what few sessions need lies in an object of its own, and small
    // fields follow each other.
    let clientID: String
    /// Who the session belongs to; nobody else may resume it.
    let userName: String?
    /// The place in the shard, which the topic index holds.
    let slot: UInt32
    let generation: UInt32
    var connection: Connection?
    private var windowPlace: MadePlace<OutboundWindow>?
    private var queuePlace: MadePlace<DeliveryQueue>?
    private var receivedPlace: MadePlace<ReceivedIDs>?
    private var windowBytesMax = UInt32.max
    private var subscriptionsPlace: MadePlace<SubscriptionTable>?
    /// The publication that met this session last: overlapping subscriptions are merged by it.
    var routedSerial: UInt64 = 0
    private var routedNumber: UInt32 = 0
    /// Retained messages of new subscriptions that are still to be sent.
    var retainedWalks = RetainedWalks() { didSet { hasWalks = !retainedWalks.isEmpty } }
    /// Unsettled messages that a resumed session has still to send again, the last one first.
    var resends: [OutboundWindow.Unsettled] = [] { didSet { hasResends = !resends.isEmpty } }
    // Whether there are any is asked for every message, and a question about an array costs a check
    // of exclusive access.
    private var hasWalks = false
    private var hasResends = false
    /// Nil in most sessions.
    var uncommon: UncommonState?
    /// Seconds the session outlives its connection; `UInt32.max` for ever.
    var expirySeconds: UInt32 = 0
    private var sharedNumber: UInt32 = 0
    private var inFlightMax: UInt16
    /// Whether the journal holds the session.
    var isJournalled = false
    /// Whether the session is in the shard's list of those whose next message is not durable yet.
    var isAwaitingJournal = false
    /// Whether messages that left memory are on their way back.
    var isFetching = false
    /// Whether the queue has reached its limit.
    var isFull = false
    /// Whether messages of a shared subscription may wait here: there is one, or was one since the
    /// broker started, or the journal had such messages.
    var hasShared = false
    /// What other shards were told last, for their choice among members.
    var toldStanding = MemberStanding.atFirst

    init(
        clientID: String, slot: UInt32, generation: UInt32, userName: String?, inFlightMax: Int
    ) {
        self.clientID = clientID
        self.slot = slot
        self.generation = generation
        self.userName = userName
        self.inFlightMax = UInt16(inFlightMax)
    }

    deinit {
        windowPlace?.free()
        queuePlace?.free()
        receivedPlace?.free()
        subscriptionsPlace?.free()
    }

    /// By filter, as the client wrote it; nil until it subscribes.
    @inline(__always)
    var subscriptions: MadePlace<SubscriptionTable>? { subscriptionsPlace }

    /// How many there are.
    var subscriptionCount: Int { subscriptionsPlace?.value.count ?? 0 }

    /// The first subscription needs a table.
    func makeSubscriptions(_ empty: SubscriptionTable) -> MadePlace<SubscriptionTable> {
        let place = MadePlace(empty)
        subscriptionsPlace = place
        return place
    }

    /// The session ends: its subscriptions are taken out of the index elsewhere.
    func takeSubscriptions() -> SubscriptionTable? {
        guard let place = subscriptionsPlace else { return nil }
        subscriptionsPlace = nil
        let table = place.value
        place.free()
        return table
    }

    /// The place, among the hits of that publication, of the first that named this session.
    @inline(__always)
    var routedPlace: Int {
        get { Int(routedNumber) }
        set { routedNumber = UInt32(newValue) }
    }

    /// What was sent and is not settled.
    @inline(__always)
    var window: MadePlace<OutboundWindow> { windowPlace ?? makeWindow() }

    /// Messages that wait.
    @inline(__always)
    var queue: MadePlace<DeliveryQueue> { queuePlace ?? makeQueue() }

    /// QoS 2 messages that came and are not released.
    @inline(__always)
    var received: MadePlace<ReceivedIDs> { receivedPlace ?? makeReceived() }

    /// Whether messages wait in the queue.
    @inline(__always)
    var hasQueued: Bool {
        guard let queue = queuePlace else { return false }
        return !queue.value.isEmpty
    }

    /// Packet identifiers that were given so far.
    var issued: UInt64 { windowPlace?.value.issued ?? 0 }

    /// Everything unsettled, in the order it was first sent.
    var unsettled: [OutboundWindow.Unsettled] { windowPlace?.value.unsettled ?? [] }

    /// How much may be under way at once.
    func limitWindow(inFlightMax: UInt16, keptBytesMax: Int) {
        self.inFlightMax = inFlightMax
        windowBytesMax = UInt32(clamping: keptBytesMax)
        guard let window = windowPlace else { return }
        window.value.inFlightMax = Int(inFlightMax)
        window.value.keptBytesMax = Int(windowBytesMax)
    }

    private func makeWindow() -> MadePlace<OutboundWindow> {
        var window = OutboundWindow(inFlightMax: Int(inFlightMax))
        window.keptBytesMax = Int(windowBytesMax)
        let place = MadePlace(window)
        windowPlace = place
        return place
    }

    private func makeQueue() -> MadePlace<DeliveryQueue> {
        let place = MadePlace(DeliveryQueue())
        queuePlace = place
        return place
    }

    private func makeReceived() -> MadePlace<ReceivedIDs> {
        let place = MadePlace(ReceivedIDs())
        receivedPlace = place
        return place
    }

    /// Shared subscriptions among `subscriptions`.
    @inline(__always)
    var sharedCount: Int {
        get { Int(sharedNumber) }
        set { sharedNumber = UInt32(newValue) }
    }

    /// Whether something waits to be sent.
    @inline(__always)
    var hasBacklog: Bool { hasQueued || hasWalks || hasResends }

    /// Whether to look after each sending for more that may go, or for somebody to tell that there
    /// is room.
    @inline(__always)
    var hasMoreToSend: Bool { hasBacklog || toldStanding.load == .busy }

    /// Whether QoS 1 or 2 messages wait to be sent, for the first time or again.
    @inline(__always)
    var hasUnsent: Bool { hasQueued || hasResends }

    /// Whether the session outlives its connection.
    @inline(__always)
    var isKept: Bool { expirySeconds > 0 }
}
