import BrokerCore

/// A connection as its reactor sees it, in the place that the shard gave it.
///
/// An object: events find it by one load, and what they change in it is not copied back.
final class Tenant {
    let slot: ConnectionSlot
    let link: Link
    /// Part of a packet, or all while reading is paused; nil when there is none.
    var unread: UnreadBytes?
    private var exchange: Exchange?
    /// What the poller watches for.
    var interest = PollInterest.read
    private let listenerNumber: UInt16
    var isHandshaking: Bool
    /// Whether it counts among those of its address that await CONNECT, or in the middle of an
    /// exchange its end: who has proven nothing yet must not hold a place that is not counted.
    var awaitsConnect: Bool
    var isReadingPaused = false
    /// Whether its place was freed: whoever still holds it has come too late.
    var isGone = false

    init(
        slot: ConnectionSlot, link: Link, listener: Int, unread: [UInt8], awaitsConnect: Bool
    ) {
        self.slot = slot
        self.link = link
        if !unread.isEmpty { self.unread = UnreadBytes(unread) }
        self.awaitsConnect = awaitsConnect
        listenerNumber = UInt16(listener)
        isHandshaking = link.isHandshaking
    }

    /// An authentication in steps: half the size of its closure, because few clients have one.
    private final class Exchange {
        let nextStep: AuthenticationOutcome.Step

        init(_ nextStep: @escaping AuthenticationOutcome.Step) { self.nextStep = nextStep }
    }

    /// How an authentication in steps goes on; nil while none is under way.
    var nextStep: AuthenticationOutcome.Step? {
        get { exchange?.nextStep }
        set { exchange = newValue.map { Exchange($0) } }
    }

    /// The listener, as a place in the settings.
    var listener: Int { Int(listenerNumber) }
}
