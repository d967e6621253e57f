import BrokerCore
import MQTTPackets

/// One shard without sockets that keeps no record of what it did, so that its own memory and work
/// can be measured: packets in, bytes out, time by hand.
final class QuietBench {
    let shard: Shard
    private(set) var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    /// Connections whose socket takes nothing.
    var blocked: Set<ConnectionSlot> = []
    /// Connections that are not read from just now.
    private(set) var paused: Set<ConnectionSlot> = []
    /// Why the last connection ended that did.
    private(set) var lastEnd: EndReason?
    /// Why the last CONNECT was refused that was.
    private(set) var lastRefusal: RefusalReason?
    /// What was sent and not taken yet, by the connection's place.
    private var sent: [UInt32: [UInt8]] = [:]
    private var unread: [ConnectionSlot: [UInt8]] = [:]
    /// By place: the tenant that was told to close last.
    private var closedGenerations: [UInt32: UInt32] = [:]

    init(settings: BrokerSettings = .loopbackOnly()) {
        shard = Shard(
            index: 0, shardCount: 1, settings: settings, retained: RetainedStore(seed: 7),
            sessionCount: SessionCount(), serials: BrokerSerials(), seed: 1, journals: false,
            now: now)
    }

    /// A bench with other limits than the standard ones.
    convenience init(limits change: (inout Limits) -> Void) {
        var settings = BrokerSettings.loopbackOnly()
        change(&settings.limits)
        self.init(settings: settings)
    }

    // MARK: Connections

    func open() -> ConnectionSlot {
        let slot = shard.open(listener: 0, now: now)
        sent[slot.index] = nil
        return slot
    }

    /// A connection whose CONNECT was sent and answered.
    func join(
        _ clientID: String, _ version: ProtocolVersion = .v311, isClean: Bool = true,
        keepAlive: UInt16 = 0, will: Will? = nil, properties: Properties = []
    ) -> ConnectionSlot {
        let slot = open()
        let connect = Connect(
            version: version, clientID: clientID, cleanStart: isClean, keepAlive: keepAlive,
            will: will, properties: properties)
        send(Bytes.of(.connect(connect), version), from: slot)
        _ = take(from: slot)
        return slot
    }

    func send(_ bytes: [UInt8], from slot: ConnectionSlot) {
        if let waiting = unread[slot] {
            unread[slot] = waiting + bytes
            if !paused.contains(slot) { feedUnread(slot) }
        } else {
            let consumed = shard.receive(bytes.span, on: slot, now: now)
            if consumed < bytes.count { unread[slot] = Array(bytes[consumed...]) }
        }
        settle()
    }

    /// What was sent to the connection since the last look, also when it is closed by now.
    func take(from slot: ConnectionSlot) -> [UInt8] {
        sent.removeValue(forKey: slot.index) ?? []
    }

    /// Lets the socket take so many bytes; whether all are gone.
    func trickle(_ byteCount: Int, to slot: ConnectionSlot) -> Bool {
        let (taken, isEmptyNow) = shard.takeOutbound(of: slot, now: now, upTo: byteCount)
        if !taken.isEmpty { sent[slot.index, default: []] += taken }
        return isEmptyNow
    }

    /// The network fails.
    func lose(_ slot: ConnectionSlot) {
        shard.connectionLost(slot, now: now)
        settle()
    }

    func isClosed(_ slot: ConnectionSlot) -> Bool {
        closedGenerations[slot.index].map { $0 >= slot.generation } ?? false
    }

    // MARK: Time

    func advance(milliseconds: UInt64) {
        jump(to: now.adding(nanoseconds: milliseconds * 1_000_000))
    }

    func advance(seconds: UInt64) { advance(milliseconds: seconds * 1_000) }

    /// The clock shows any other time, an earlier one too.
    func jump(to time: MonotonicTime) {
        now = time
        shard.advance(to: now)
        settle()
    }

    // MARK: Carrying out

    private func settle() {
        while shard.hasEffects || shard.hasDirty || shard.hasOpenTick {
            var effects: [ConnectionEffect] = []
            shard.takeEffects(into: &effects)
            for effect in effects { carryOut(effect) }
            var dirty: [ConnectionSlot] = []
            shard.takeDirty(into: &dirty)
            for slot in dirty { _ = trickle(blocked.contains(slot) ? 0 : .max, to: slot) }
            shard.closeTick()
        }
        var events: [BrokerEvent] = []
        shard.takeEvents(into: &events)
        for event in events {
            switch event {
            case .ended(_, _, let reason): lastEnd = reason
            case .refused(_, _, let reason): lastRefusal = reason
            default: break
            }
        }
    }

    private func carryOut(_ effect: ConnectionEffect) {
        switch effect {
        case .authenticate(let slot, let request):
            shard.conclude(.accepted(userName: request.userName), on: slot, now: now)
            feedUnread(slot)
        case .move, .continueAuthentication: break  // one shard; no client names a method
        case .close(let slot):
            _ = trickle(blocked.contains(slot) ? 0 : .max, to: slot)
            shard.release(slot)
            closedGenerations[slot.index] = slot.generation
            unread[slot] = nil
            paused.remove(slot)
            blocked.remove(slot)
        case .pauseReading(let slot): paused.insert(slot)
        case .resumeReading(let slot):
            paused.remove(slot)
            feedUnread(slot, evenNone: true)
        }
    }

    private func feedUnread(_ slot: ConnectionSlot, evenNone: Bool = false) {
        guard let bytes = unread.removeValue(forKey: slot) ?? (evenNone ? [] : nil) else { return }
        let consumed = shard.receive(bytes.span, on: slot, now: now)
        if consumed < bytes.count { unread[slot] = Array(bytes[consumed...]) }
    }
}
