package import BrokerCore
package import MQTTPackets

/// One or more shards without sockets: packets in, packets out, time by hand.
package final class ShardBench {
    /// The shards, by index.
    package let shards: [Shard]
    /// The time that every call is given.
    package private(set) var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    /// Connections that were told to close, in order.
    package private(set) var closed: [Client] = []
    /// What the shards told, in order.
    package private(set) var events: [BrokerEvent] = []
    /// Every operation that any shard put into its journal.
    package var journal: [JournalOperation] { batches.flatMap(\.operations) }
    /// Every batch that left a shard.
    package private(set) var batches: [JournalBatch] = []
    /// Every message that a shard asked back from its journal.
    package private(set) var fetches: [FetchRequest] = []
    /// Connections that are not read from just now.
    package private(set) var paused: Set<Client> = []
    /// Connections whose socket takes nothing.
    package var blocked: Set<Client> = []
    /// Whether messages between shards wait until ``carryMessages()``.
    package var holdsMessages = false
    /// Says who a client is.
    package var verdict: (AuthenticationRequest) -> AuthenticationVerdict = {
        .accepted(userName: $0.userName)
    }
    /// What the client's next data in an exchange comes to.
    package var step: ([UInt8]?) -> AuthenticationVerdict = { _ in .notAuthorized }
    /// Which effects wait until ``carryOutHeld()``: a verdict that takes time, a socket under way.
    package var holds: (ConnectionEffect) -> Bool = { _ in false }
    private var held: [(effect: ConnectionEffect, shard: Int)] = []
    private var received: [Client: [UInt8]] = [:]
    /// Bytes not consumed yet.
    private var unread: [Client: [UInt8]] = [:]
    /// Where a connection went that was accepted on another shard than its home.
    private var moved: [Client: Client] = [:]
    private var journalled: [UInt64]

    /// A connection on one of the shards.
    package struct Client: Hashable {
        /// Which shard it was opened on.
        package var shard: Int
        /// Its place there.
        package var slot: ConnectionSlot
    }

    /// Shards that share one store of retained messages.
    package init(
        shardCount: Int = 1, settings: BrokerSettings = .loopbackOnly(), journals: Bool = false
    ) {
        let retained = RetainedStore(seed: 7)
        let sessionCount = SessionCount()
        let serials = BrokerSerials()
        let now = now
        journalled = Array(repeating: 0, count: shardCount)
        shards = (0..<shardCount).map { index in
            Shard(
                index: index, shardCount: shardCount, settings: settings, retained: retained,
                sessionCount: sessionCount, serials: serials, seed: UInt64(index) + 1,
                journals: journals, now: now)
        }
    }

    /// A bench of one shard with other limits than the standard ones.
    package convenience init(
        shardCount: Int = 1, journals: Bool = false, limits change: (inout Limits) -> Void
    ) {
        var settings = BrokerSettings.loopbackOnly()
        change(&settings.limits)
        self.init(shardCount: shardCount, settings: settings, journals: journals)
    }

    // MARK: Connections

    /// Opens a connection on the client identifier's home shard and sends CONNECT.
    package func connect(_ connect: Connect) -> Client {
        let client = open(on: Shard.home(of: connect.clientID, shardCount: shards.count))
        send(.connect(connect), version: connect.version, from: client)
        return client
    }

    /// Connects and takes the packets that come of it away.
    package func join(
        _ clientID: String, _ version: ProtocolVersion = .v311, isClean: Bool = true,
        keepAlive: UInt16 = 0, will: Will? = nil, properties: Properties = []
    ) throws -> Client {
        let client = connect(
            Connect(
                version: version, clientID: clientID, cleanStart: isClean, keepAlive: keepAlive,
                will: will, properties: properties))
        _ = try take(from: client, version: version)
        return client
    }

    /// Opens a connection on that shard.
    package func open(on shard: Int = 0) -> Client {
        Client(shard: shard, slot: shards[shard].open(listener: 0, now: now))
    }

    /// Sends a packet.
    package func send(_ packet: Packet, version: ProtocolVersion = .v311, from client: Client) {
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: version)
        send(bytes, from: client)
    }

    /// Sends bytes, whole packets or not.
    package func send(_ bytes: [UInt8], from client: Client) {
        let place = moved[client] ?? client
        unread[place, default: []] += bytes
        if !paused.contains(place) { feed(place) }
        settle()
    }

    /// Everything sent to the client since the last look.
    package func take(from client: Client, version: ProtocolVersion = .v311) throws -> [Packet] {
        let bytes = takeBytes(from: client)
        var packets: [Packet] = []
        var position = 0
        while let header = try FixedHeader.scan(bytes.span, at: position, version: version) {
            let end = position + header.frameLength
            if end > bytes.count { break }
            packets.append(
                try Packet(
                    frame: bytes.span.extracting(position..<end), header: header,
                    version: version))
            position = end
        }
        return packets
    }

    /// Every byte sent to the client since the last look.
    package func takeBytes(from client: Client) -> [UInt8] {
        let place = moved[client] ?? client
        let bytes = received[place] ?? []
        received[place] = []
        return bytes
    }

    /// Lets the client's socket take so many bytes; whether all are gone.
    package func trickle(_ byteCount: Int, to client: Client) -> Bool {
        let client = moved[client] ?? client
        let (taken, isEmptyNow) = shards[client.shard].takeOutbound(
            of: client.slot, now: now, upTo: byteCount)
        received[client, default: []] += taken
        return isEmptyNow
    }

    /// The network of the client fails.
    package func lose(_ client: Client) {
        let client = moved[client] ?? client
        shards[client.shard].connectionLost(client.slot, now: now)
        settle()
    }

    /// The client is entitled no longer.
    package func lapse(_ client: Client, _ lapse: Lapse) {
        let client = moved[client] ?? client
        shards[client.shard].end(client.slot, lapse, now: now)
        settle()
    }

    /// Who is connected there, as the shard knows it.
    package func established(_ client: Client) -> EstablishedClient? {
        let client = moved[client] ?? client
        return shards[client.shard].client(at: client.slot)
    }

    /// Whether the connection was told to close.
    package func isClosed(_ client: Client) -> Bool { closed.contains(moved[client] ?? client) }

    /// Why the connection ended, as it was told to the log.
    package func endReason(of client: Client) -> EndReason? {
        for case .ended(client.slot, _, let reason) in events { return reason }
        return nil
    }

    // MARK: Time, journal, shards

    /// Lets time pass.
    package func advance(milliseconds: UInt64) {
        now = now.adding(nanoseconds: milliseconds * 1_000_000)
        for shard in shards { shard.advance(to: now) }
        settle()
    }

    /// Time goes on, but no shard is told: it may have no timers.
    package func pass(seconds: UInt64) { now = now.adding(seconds: seconds) }

    /// Lets time pass.
    package func advance(seconds: UInt64) { advance(milliseconds: seconds * 1_000) }

    /// Makes everything durable that the shards recorded so far.
    package func commit() {
        var before: [UInt64] = []
        while before != journalled {
            before = journalled
            for (index, shard) in shards.enumerated() {
                shard.journalCommitted(upTo: journalled[index], now: now)
            }
            settle()
        }
    }

    /// Carries what shards told each other, where that is held back.
    package func carryMessages() {
        holdsMessages = false
        settle()
        holdsMessages = true
    }

    /// Carries out what was held back, and holds nothing back any more.
    package func carryOutHeld() {
        holds = { _ in false }
        let waiting = held
        held = []
        for (effect, shard) in waiting { carryOut(effect, on: shard) }
        settle()
    }

    /// The broker stops.
    package func shutDown() {
        for shard in shards { shard.shutDown(now: now) }
        settle()
    }

    /// Carries everything out until nothing is left to do.
    package func settle() {
        var isBusy = true
        while isBusy {
            isBusy = false
            for (index, shard) in shards.enumerated() {
                isBusy = serve(shard, index) || isBusy
                if holdsMessages { continue }
                for destination in shards.indices where destination != index {
                    let messages = shard.takeMessages(for: destination)
                    if messages.isEmpty { continue }
                    isBusy = true
                    shards[destination].receive(messages, from: index, now: now)
                }
            }
        }
    }

    /// One tick of one shard; whether there was anything to do.
    private func serve(_ shard: Shard, _ index: Int) -> Bool {
        var isBusy = false
        while shard.hasEffects {
            isBusy = true
            var effects: [ConnectionEffect] = []
            shard.takeEffects(into: &effects)
            for effect in effects {
                if holds(effect) {
                    held.append((effect, index))
                } else {
                    carryOut(effect, on: index)
                }
            }
        }
        while shard.hasDirty {
            isBusy = true
            var slots: [ConnectionSlot] = []
            shard.takeDirty(into: &slots)
            for slot in slots { flush(slot, on: index) }
        }
        var newEvents: [BrokerEvent] = []
        shard.takeEvents(into: &newEvents)
        events += newEvents
        shard.closeTick()
        var newBatches: [JournalBatch] = []
        shard.takeJournal(into: &newBatches)
        batches += newBatches
        journalled[index] = newBatches.last?.number ?? journalled[index]
        var newFetches: [FetchRequest] = []
        shard.takeFetches(into: &newFetches)
        fetches += newFetches
        return isBusy || shard.hasOpenTick
    }

    private func feed(_ client: Client, evenNone: Bool = false) {
        let client = moved[client] ?? client
        let bytes = unread[client] ?? []
        if bytes.isEmpty, !evenNone { return }
        let consumed = shards[client.shard].receive(bytes.span, on: client.slot, now: now)
        unread[client] = Array(bytes[consumed...])
    }

    private func carryOut(_ effect: ConnectionEffect, on index: Int) {
        let shard = shards[index]
        switch effect {
        case .authenticate(let slot, let request):
            shard.conclude(verdict(request), on: slot, now: now)
            feed(Client(shard: index, slot: slot))
        case .continueAuthentication(let slot, let data):
            shard.conclude(step(data), on: slot, now: now)
            feed(Client(shard: index, slot: slot))
        case .move(let slot, let destination):
            let old = Client(shard: index, slot: slot)
            let accepted = shard.takeAccepted(on: slot)
            shard.release(slot)
            let new = open(on: destination)
            if let accepted { shards[destination].take(accepted, on: new.slot, now: now) }
            moved[old] = new
            unread[new] = unread.removeValue(forKey: old)
            feed(new)
        case .close(let slot):
            flush(slot, on: index)
            closed.append(Client(shard: index, slot: slot))
            shard.release(slot)
        case .pauseReading(let slot): paused.insert(Client(shard: index, slot: slot))
        case .resumeReading(let slot):
            paused.remove(Client(shard: index, slot: slot))
            feed(Client(shard: index, slot: slot), evenNone: true)
        }
    }

    private func flush(_ slot: ConnectionSlot, on index: Int) {
        let client = Client(shard: index, slot: slot)
        if blocked.contains(client) {
            _ = trickle(0, to: client)
        } else {
            _ = trickle(.max, to: client)
        }
    }
}
