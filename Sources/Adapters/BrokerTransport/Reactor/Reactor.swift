package import BrokerCore

/// Drives one shard: sockets, time, mailboxes. One thread runs it from ``run()`` to the end.
///
/// A tick: wait for events; one read per readable connection; the mailbox; deadlines; what the
/// shard decided; what must become durable; batches to other shards; one write per connection with
/// new bytes. Replies leave after batches are posted, so whoever sees an acknowledgement can rely
/// on every shard being told.
package final class Reactor {
    /// A connection as the reactor sees it, in the place that the shard gave it.
    struct Tenant {
        let slot: ConnectionSlot
        let link: Link
        let listener: Int
        /// Bytes read and not yet consumed: part of a packet, or all while reading is paused.
        var unread: [UInt8] = []
        var isHandshaking: Bool
        /// Whether it counts among those of its address that await CONNECT, or in the middle of an
        /// exchange its end: who has proven nothing yet must not hold a place that is not counted.
        var awaitsConnect: Bool
        var isReadingPaused = false
        /// How an authentication in steps goes on; nil while none is under way.
        var nextStep: AuthenticationOutcome.Step?
        /// What the poller watches for.
        var interest: PollInterest
    }

    let shard: Shard
    let listeners: [ListenPoint]
    let mailboxes: [ShardMailbox]
    let ports: ReactorPorts
    let poller: Poller
    let wakeUp: WakeUp
    let clock: @Sendable () -> MonotonicTime
    let readBuffer = ReadBuffer()

    var tenants: [Tenant?] = []
    var observations: [TransportEvent] = []
    var now: MonotonicTime
    /// When listeners are watched again after file descriptors ran out.
    var acceptsAgainAt: MonotonicTime?
    /// Whether the log knows that descriptors ran out; until no connection waits any more.
    var hasToldExhaustion = false
    private var lastAdvanceSecond: UInt64 = 0
    /// When it was told last that the journal is full.
    private var lastFullSecond: UInt64 = 0
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

    static let wakeToken = UInt64.max
    /// Tokens of listeners count down from here.
    static let firstListenerToken = UInt64.max - 1

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
        self.mailboxes = mailboxes
        self.wakeUp = wakeUp
        self.ports = ports
        self.clock = clock
        now = clock()
        poller = try Poller()
        try poller.add(wakeUp.descriptor, token: Self.wakeToken, interest: .read)
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
        for index in 0..<count { act(on: poller[index]) }
        if now.seconds != lastAdvanceSecond {
            lastAdvanceSecond = now.seconds
            shard.advance(to: now)
        }
        if let again = acceptsAgainAt, again <= now { resumeAccepting() }
        settle()
        for round in rounds { round() }
        rounds.removeAll(keepingCapacity: true)
    }

    /// Carries out what the shard decided and sends what it wrote.
    private func settle() {
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
        guard let journal = ports.journal else { return }
        if !shard.journal.isEmpty {
            for batch in shard.journal { journal.submit(batch) }
            shard.journal.removeAll(keepingCapacity: true)
        }
        if !shard.fetches.isEmpty {
            for request in shard.fetches { journal.fetch(request) }
            shard.fetches.removeAll(keepingCapacity: true)
        }
    }

    /// Tells what was seen so far.
    func tellObservations() {
        collectEvents()
        if observations.isEmpty { return }
        ports.observe(observations)
        observations.removeAll(keepingCapacity: true)
    }

    private var timeoutMilliseconds: Int32? {
        if !shard.dirty.isEmpty || !shard.effects.isEmpty || shard.hasOpenTick { return 0 }
        if acceptsAgainAt != nil { return 100 }
        if !shard.hasTimers { return nil }
        let intoSecond = now.nanoseconds % 1_000_000_000
        return Int32((1_000_000_000 - intoSecond) / 1_000_000) + 1
    }

    private func act(on event: PollEvent) {
        if event.token == Self.wakeToken {
            wakeUp.drain()
            emptyMailbox()
        } else if event.token > Self.firstListenerToken - UInt64(listeners.count) {
            accept(on: Int(Self.firstListenerToken - event.token))
        } else {
            serve(ConnectionSlot(rawValue: event.token), event)
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
            awaitsConnect: moved.awaitsConnect)
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
        if !shard.effects.isEmpty { carryOutEffects() }
    }

    /// The shard's events in order, with the address of whom they are about.
    func collectEvents() {
        if shard.events.isEmpty { return }
        for event in shard.events where !isRepetition(event) {
            observations.append(.broker(event, peer: peer(of: event)))
        }
        shard.events.removeAll(keepingCapacity: true)
    }

    /// That the journal is full is told once a second, not for every message that it refuses.
    private func isRepetition(_ event: BrokerEvent) -> Bool {
        guard case .journalFull = event else { return false }
        if lastFullSecond == now.seconds { return true }
        lastFullSecond = now.seconds
        return false
    }

    private func peer(of event: BrokerEvent) -> PeerAddress? {
        switch event {
        case .connected(let slot, _), .refused(let slot, _, _), .ended(let slot, _, _):
            tenant(at: slot)?.link.peer
        default: nil
        }
    }

    func tenant(at slot: ConnectionSlot) -> Tenant? {
        guard Int(slot.index) < tenants.count, let tenant = tenants[Int(slot.index)],
            tenant.slot == slot
        else { return nil }
        return tenant
    }
}
