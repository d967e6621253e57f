import BrokerCore
import MQTTPackets

/// Shards with everything around them: sockets, mailboxes, a journal and somebody who knows users.
final class ShardWorld {
    let shards: [Shard]
    let settings: BrokerSettings
    let retained: RetainedStore
    private(set) var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    /// Connections that are not closed, oldest first.
    private(set) var connections: [FuzzedConnection] = []
    /// Messages between shards wait until they are carried.
    var holdsMessages = false
    /// Durable operations wait until they are committed.
    var holdsCommits = false
    /// What the next clients are told; nil lets them wait.
    var verdict: AuthenticationVerdict? = .accepted(userName: nil)
    /// Who asked to connect, by the identifier's bytes, and where its session lives.
    private(set) var knownClients: [[UInt8]: Int] = [:]
    private var waiting: [(shard: Int, slot: ConnectionSlot, hasMethod: Bool)] = []
    private var openedCount = 0
    private let filters = EverSubscribed()
    private let journals: Bool
    private var recordedSequence: [UInt64]
    private var committedSequence: [UInt64]
    /// Every message that a journal was given.
    private var kept: [UInt64: MessageRecord] = [:]

    init(settings: BrokerSettings, shardCount: Int, journals: Bool) {
        self.settings = settings
        self.journals = journals
        let retained = RetainedStore(seed: 7)
        self.retained = retained
        let sessionCount = SessionCount()
        let serials = BrokerSerials()
        let now = now
        shards = (0..<shardCount).map { index in
            Shard(
                index: index, shardCount: shardCount, settings: settings, retained: retained,
                sessionCount: sessionCount, serials: serials, seed: UInt64(index) + 1,
                journals: journals, now: now)
        }
        recordedSequence = Array(repeating: 0, count: shardCount)
        committedSequence = recordedSequence
    }

    // MARK: Sockets

    @discardableResult
    func open(shard: Int, listener: Int) -> FuzzedConnection {
        let slot = shards[shard].open(listener: listener, now: now)
        openedCount += 1
        let connection = FuzzedConnection(
            shard: shard, slot: slot, listener: listener, dialogue: Dialogue(number: openedCount))
        connection.dialogue.filters = filters
        connections.append(connection)
        return connection
    }

    /// Brings what the client sent to the shard.
    func feed(
        _ connection: FuzzedConnection, upTo byteCount: Int = .max, evenNone: Bool = false
    ) {
        if connection.isClosed || connection.isReadingPaused { return }
        if connection.toBroker.isEmpty, !evenNone { return }
        let arrived = Array(connection.toBroker.prefix(byteCount))
        let consumed = shards[connection.shard].receive(
            arrived.span, on: connection.slot, now: now)
        precondition(0...arrived.count ~= consumed, "a shard consumes what is there")
        connection.dialogue.take(fromClient: arrived[..<consumed])
        connection.toBroker.removeFirst(consumed)
    }

    /// The network of the client fails.
    func lose(_ connection: FuzzedConnection) {
        shards[connection.shard].connectionLost(connection.slot, now: now)
    }

    /// The client's socket takes so many bytes.
    func trickle(_ connection: FuzzedConnection, upTo byteCount: Int) {
        if connection.isClosed { return }
        let (taken, _) = shards[connection.shard].takeOutbound(
            of: connection.slot, now: now, upTo: byteCount)
        connection.dialogue.take(fromBroker: taken)
    }

    /// Answers whoever waits longest for a verdict; who has gone meanwhile gets it too.
    func concludeOldest(_ verdict: AuthenticationVerdict) {
        if waiting.isEmpty { return }
        let (shard, slot, hasMethod) = waiting.removeFirst()
        conclude(verdict, on: slot, of: shard, hasMethod: hasMethod)
    }

    private func conclude(
        _ verdict: AuthenticationVerdict, on slot: ConnectionSlot, of shard: Int, hasMethod: Bool
    ) {
        var verdict = verdict
        if !hasMethod, case .continued = verdict { verdict = .notAuthorized }
        shards[shard].conclude(verdict, on: slot, now: now)
        if let connection = connection(shard, slot) { feed(connection) }
    }

    var isAnybodyWaiting: Bool { !waiting.isEmpty }

    // MARK: Time

    func advance(milliseconds: UInt64) {
        now = now.adding(nanoseconds: milliseconds * 1_000_000)
        for shard in shards { shard.advance(to: now) }
    }

    // MARK: Ticks

    /// Carries everything out until nothing is left to do.
    func settle() {
        var rounds = 0
        while serveAll() {
            rounds += 1
            precondition(rounds < 100_000, "a broker that nobody speaks to comes to rest")
        }
    }

    private func serveAll() -> Bool {
        var isBusy = false
        for (index, shard) in shards.enumerated() {
            isBusy = serve(shard, index) || isBusy
            if !holdsMessages { isBusy = carryMessages(from: index) || isBusy }
            if !holdsCommits { isBusy = commit(index) || isBusy }
        }
        return isBusy
    }

    private func serve(_ shard: Shard, _ index: Int) -> Bool {
        var isBusy = false
        while shard.hasEffects {
            isBusy = true
            var effects: [ConnectionEffect] = []
            shard.takeEffects(into: &effects)
            for effect in effects { carryOut(effect, on: index) }
        }
        while shard.hasDirty {
            isBusy = true
            var slots: [ConnectionSlot] = []
            shard.takeDirty(into: &slots)
            for slot in slots {
                guard let connection = connection(index, slot) else { continue }
                trickle(connection, upTo: connection.isBlocked ? 0 : .max)
            }
        }
        var events: [BrokerEvent] = []
        shard.takeEvents(into: &events)
        shard.closeTick()
        var batches: [JournalBatch] = []
        shard.takeJournal(into: &batches)
        precondition(journals || batches.isEmpty, "no journal, no entries")
        for batch in batches {
            precondition(batch.number > recordedSequence[index], "batches come in order")
            recordedSequence[index] = batch.number
            for case .owed(let record) in batch.operations { kept[record.number] = record }
        }
        var requests: [FetchRequest] = []
        shard.takeFetches(into: &requests)
        for request in requests { answer(request, on: index) }
        return isBusy
    }

    private func answer(_ request: FetchRequest, on index: Int) {
        let deliveries = request.numbers.compactMap { number -> StoredDelivery? in
            guard let record = kept[number],
                let recipient = record.recipients.all?.first(where: {
                    $0.session == request.session
                })
            else { return nil }
            return StoredDelivery(
                number: number, message: record.message, recipient: recipient, isReleased: false)
        }
        precondition(deliveries.count == request.numbers.count, "what is asked for was kept")
        shards[index].takeFetched(
            FetchedMessages(request: request, deliveries: deliveries), now: now)
    }

    private func carryMessages(from index: Int) -> Bool {
        var isBusy = false
        for destination in shards.indices where destination != index {
            let messages = shards[index].takeMessages(for: destination)
            if messages.isEmpty { continue }
            isBusy = true
            shards[destination].receive(messages, from: index, now: now)
        }
        return isBusy
    }

    private func commit(_ index: Int) -> Bool {
        if committedSequence[index] == recordedSequence[index] { return false }
        committedSequence[index] = recordedSequence[index]
        shards[index].journalCommitted(upTo: recordedSequence[index], now: now)
        return true
    }

    private func judge(_ slot: ConnectionSlot, of index: Int, hasMethod: Bool) {
        if let verdict {
            conclude(verdict, on: slot, of: index, hasMethod: hasMethod)
        } else {
            waiting.append((index, slot, hasMethod))
        }
    }

    private func carryOut(_ effect: ConnectionEffect, on index: Int) {
        let shard = shards[index]
        switch effect {
        case .authenticate(let slot, let request):
            let clientID = Array(request.clientID.utf8)
            knownClients[clientID] = index
            connection(index, slot)?.dialogue.clientID = clientID
            judge(slot, of: index, hasMethod: request.exchange != nil)
        case .continueAuthentication(let slot, _): judge(slot, of: index, hasMethod: true)
        case .move(let slot, let destination):
            guard let connection = connection(index, slot) else { return }
            shard.release(slot)
            connection.shard = destination
            connection.slot = shards[destination].open(listener: connection.listener, now: now)
            feed(connection)
        case .close(let slot):
            if let connection = connection(index, slot) { close(connection) }
            shard.release(slot)
        case .pauseReading(let slot): connection(index, slot)?.isReadingPaused = true
        case .resumeReading(let slot):
            guard let connection = connection(index, slot) else { return }
            connection.isReadingPaused = false
            feed(connection, evenNone: true)
        }
    }

    private func close(_ connection: FuzzedConnection) {
        if !connection.isBlocked { trickle(connection, upTo: .max) }
        connection.isClosed = true
        connections.removeAll { $0 === connection }
    }

    private func connection(_ shard: Int, _ slot: ConnectionSlot) -> FuzzedConnection? {
        connections.first { $0.shard == shard && $0.slot == slot }
    }
}
