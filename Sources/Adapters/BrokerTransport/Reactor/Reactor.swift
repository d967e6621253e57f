package import BrokerCore

/// Drives one shard: sockets, time, mailboxes. One thread runs it from ``run()`` to the end.
///
/// A tick: wait for events; one read per readable connection; the mailbox; deadlines; what the
/// shard decided; what must become durable; batches to other shards; one write per connection with
/// new bytes. Replies leave after batches are posted, so whoever sees an acknowledgement can rely
/// on every shard being told.
package final class Reactor {
    let shard: Shard
    let listeners: [ListenPoint]
    let mailboxes: [ShardMailbox]
    /// What connections of each listener of the settings count against.
    let counts: [[ConnectionCount]]
    let ports: ReactorPorts
    let poller: Poller
    let wakeUp: WakeUp
    private let alarm: Alarm
    let clock: @Sendable () -> MonotonicTime
    let readBuffer = ReadBuffer()

    let tenants = TenantTable()
    var observations: [TransportEvent] = []
    var now: MonotonicTime
    /// Whose receive buffer was empty when it was read just now; nil when nobody is being served.
    var drained: ConnectionSlot?
    /// Whether the alarm is set to the next second.
    private var isAlarmSet = false

    // Storage that travels to the shard and back.
    var spareEffects: [ConnectionEffect] = []
    var spareSlots: [ConnectionSlot] = []
    private var spareEvents: [BrokerEvent] = []
    private var spareBatches: [JournalBatch] = []
    private var spareFetches: [FetchRequest] = []

    /// When listeners are watched again after file descriptors ran out.
    var acceptsAgainAt: MonotonicTime?
    /// Whether the log knows that descriptors ran out; until no connection waits any more.
    var hasToldExhaustion = false
    private var lastAdvanceSecond: UInt64 = 0
    /// When it was told last that the journal is full.
    private var lastFullSecond: UInt64 = 0
    /// Which of the clients that are here may stay.
    var live = LiveCheck()
    /// Seconds since 1970, as certificates are judged.
    let unixTime: @Sendable () -> Int64
    private var phase = Phase.restoring
    /// Told at the end of the tick.
    private var rounds: [@Sendable () -> Void] = []

    /// How far the reactor's life has come.
    private enum Phase {
        /// Shards take up what was kept; nobody is served.
        case restoring
        case serving
        /// Connections have ended; shards still answer each other.
        case stopping
        case finished
    }

    /// The mailbox may hold this much before publishers that feed it are paused.
    private static let mailboxBytesMax = 32 << 20

    /// Events are served so long before what was decided and written meanwhile goes out.
    private static let untilSettled: UInt64 = 2_000_000
    /// The clock is read once for so many events.
    private static let eventsPerReading = 8

    private static let wakeToken = UInt64.max
    private static let alarmToken = UInt64.max - 1
    /// Tokens of listeners count down from here.
    static let firstListenerToken = UInt64.max - 2

    /// - Parameters:
    ///   - listeners: shared by all reactors; each waits for connections on all of them.
    ///   - mailboxes: one per shard, this one's at its index.
    /// - Throws: when the kernel has no poller or no room in it.
    package init(
        shard: Shard, listeners: [ListenPoint], mailboxes: [ShardMailbox], wakeUp: WakeUp,
        ports: ReactorPorts, clock: @escaping @Sendable () -> MonotonicTime
    ) throws(SystemFault) {
        self.shard = shard
        self.listeners = listeners
        var counts: [[ConnectionCount]] = []
        for listener in listeners {
            while counts.count <= listener.settingsPlace { counts.append([]) }
            counts[listener.settingsPlace] = listener.counts
        }
        self.counts = counts
        unixTime = listeners.lazy.compactMap { $0.tls?.context.unixTime }.first ?? UnixTime.now
        self.mailboxes = mailboxes
        self.wakeUp = wakeUp
        self.ports = ports
        self.clock = clock
        now = clock()
        poller = try Poller()
        alarm = try Alarm()
        try poller.add(wakeUp.descriptor, token: Self.wakeToken, interest: .read)
        try poller.add(alarm.descriptor, token: Self.alarmToken, interest: .read)
    }

    /// Runs until told to finish through the mailbox; connections are accepted from `.serve` to
    /// `.stop`.
    /// - Throws: when the kernel's poller fails, which leaves nothing to wait on.
    package func run() throws(SystemFault) {
        while phase != .finished { try tick() }
    }

    private func tick() throws(SystemFault) {
        let count = try poller.wait(milliseconds: timeoutMilliseconds)
        now = clock()
        serveEvents(count)
        if now.seconds != lastAdvanceSecond {
            lastAdvanceSecond = now.seconds
            shard.advance(to: now)
            noticeExpiry()
        }
        goOnJudging()
        if let again = acceptsAgainAt, again <= now { resumeAccepting() }
        settle()
        if !isAlarmSet, shard.hasTimers || live.awaitsExpiry { setAlarm() }
        if rounds.isEmpty { return }
        for round in rounds { round() }
        rounds.removeAll(keepingCapacity: true)
    }

    /// Serves the events of one wait. Who was served first does not wait until all are, when there
    /// are many or much comes with them.
    private func serveEvents(_ count: Int) {
        var settleAt = now.adding(nanoseconds: Self.untilSettled)
        for index in 0..<count {
            act(on: poller[index])
            if index % Self.eventsPerReading != Self.eventsPerReading - 1 { continue }
            now = clock()
            if now < settleAt { continue }
            settle()
            settleAt = now.adding(nanoseconds: Self.untilSettled)
        }
    }

    /// Carries out what the shard decided and sends what it wrote.
    private func settle() {
        drained = nil
        carryOutEffects()
        shard.closeTick()
        if phase == .finished { shard.finishJournal() }
        submitJournal()
        postBatches()
        flush()
        tellObservations()
    }

    /// Batches go before the requests: a message is read back that this tick may have written.
    private func submitJournal() {
        guard shard.hasJournal, let journal = ports.journal else { return }
        shard.takeJournal(into: &spareBatches)
        for batch in spareBatches { journal.submit(batch) }
        spareBatches.removeAll(keepingCapacity: true)
        shard.takeFetches(into: &spareFetches)
        for request in spareFetches { journal.fetch(request) }
        spareFetches.removeAll(keepingCapacity: true)
    }

    /// Tells what was seen so far.
    func tellObservations() {
        collectEvents()
        if observations.isEmpty { return }
        ports.observe?(observations)
        observations.removeAll(keepingCapacity: true)
    }

    private var timeoutMilliseconds: Int32? {
        if shard.hasDirty || shard.hasEffects || shard.hasOpenTick || live.place != nil { return 0 }
        if shard.isAwaitingCongestion { return 10 }  // nobody tells that a mailbox was emptied
        return acceptsAgainAt == nil ? nil : 100
    }

    /// While any deadline is pending, the poller wakes at least once a second.
    private func setAlarm() {
        let intoSecond = now.nanoseconds % 1_000_000_000
        alarm.set(milliseconds: UInt32((1_000_000_000 - intoSecond) / 1_000_000) + 1)
        isAlarmSet = true
    }

    private func act(on event: PollEvent) {
        if event.token <= Self.firstListenerToken - UInt64(listeners.count) {
            serve(ConnectionSlot(rawValue: event.token), event)
        } else if event.token <= Self.firstListenerToken {
            accept(on: Int(Self.firstListenerToken - event.token))
        } else if event.token == Self.alarmToken {
            alarm.clear()  // set again at the end of this tick, if need be
            isAlarmSet = false
        } else {
            wakeUp.drain()
            emptyMailbox()
        }
    }

    private func emptyMailbox() {
        for item in mailboxes[shard.index].takeAll() {
            switch item {
            case .messages(let messages, let source):
                shard.receive(messages, from: source, now: now)
            case .connection(let moved): adopt(moved)
            case .journalCommitted(let number):
                shard.journalCommitted(upTo: number, now: now)
            case .fetched(let messages): shard.takeFetched(messages, now: now)
            case .announcement(let topic, let payload):
                shard.announce(payload, on: topic, now: now)
            case .judgeAgain(let judge): live.begin(.change, judge: judge)
            case .round(let reach): rounds.append(reach)
            case .serve:
                phase = .serving
                resumeAccepting()
            case .stop: stop()
            case .finish: phase = .finished
            }
        }
    }

    /// Whether new connections are taken.
    var isServing: Bool { phase == .serving }

    private func adopt(_ moved: MovedConnection) {
        if phase == .stopping {
            moved.link.close()
            return
        }
        adopt(
            moved.link, listener: moved.listener, unread: moved.unread,
            awaitsConnect: moved.awaitsConnect, accepted: moved.accepted)
    }

    private func stop() {
        if phase == .serving, acceptsAgainAt == nil {
            for listener in listeners { unwatch(listener.socket.descriptor) }
        }
        phase = .stopping
        acceptsAgainAt = nil
        shard.shutDown(now: now)
    }

    private func postBatches() {
        if shard.shardCount == 1 { return }
        var congested: UInt64 = 0
        for destination in 0..<shard.shardCount where destination != shard.index {
            let messages = shard.takeMessages(for: destination)
            let waiting =
                messages.isEmpty
                ? (shard.isAwaitingCongestion ? mailboxes[destination].waitingBytes : 0)
                : mailboxes[destination].post(.messages(messages, from: shard.index))
            if waiting > Self.mailboxBytesMax { congested |= 1 << UInt64(destination) }
        }
        shard.setCongestedShards(congested)
        carryOutEffects()
    }

    /// The shard's events in order, with the address of whom they are about.
    func collectEvents() {
        if !shard.hasEvents { return }
        shard.takeEvents(into: &spareEvents)
        if ports.observe == nil { return }
        for event in spareEvents where !isRepetition(event) {
            observations.append(.broker(event, peer: peer(of: event)))
        }
        spareEvents.removeAll(keepingCapacity: true)
    }

    /// That the journal is full is told once a second, not for every message that it refuses.
    private func isRepetition(_ event: BrokerEvent) -> Bool {
        guard case .journalFull = event else { return false }
        if lastFullSecond == now.seconds { return true }
        lastFullSecond = now.seconds
        return false
    }

    private func peer(of event: BrokerEvent) -> PeerAccount? {
        switch event {
        case .connected(let slot, _), .ended(let slot, _, _):
            tenant(at: slot).map { PeerAccount(address: $0.link.peer) }
        case .refused(let slot, _, _):
            tenant(at: slot).map { $0.link.account(listener: $0.listener) }
        default: nil
        }
    }

    /// The connection in that place, unless the place has another tenant by now.
    @inline(__always)
    func tenant(at slot: ConnectionSlot) -> Tenant? {
        guard let tenant = tenants[slot.index], tenant.slot.generation == slot.generation else {
            return nil
        }
        return tenant
    }
}
