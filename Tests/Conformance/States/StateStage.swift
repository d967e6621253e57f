import BrokerCore
import MQTTPackets
import MQTTProbe

/// Shards without sockets, with one connection brought into a state, and others beside it.
final class StateStage {
    let bench: ShardBench
    private let state: ConnectionState
    private let version: ProtocolVersion
    private let client: ShardBench.Client
    private let healthy: ShardBench.Client
    /// Subscribed to everything.
    private let watcher: ShardBench.Client
    private var slow: ShardBench.Client?
    private let before: [ShardCensus]

    init(_ state: ConnectionState, _ version: ProtocolVersion) throws {
        self.state = state
        self.version = version
        var settings = BrokerSettings.loopbackOnly()
        settings.limits.queuedMessagesMax = 1
        let needsTwo = [.moving, .stalledOnShard, .awaitingSubAck].contains(state)
        bench = ShardBench(
            shardCount: needsTwo ? 2 : 1, settings: settings,
            journals: state == .awaitingJournal)
        let shardCount = bench.shards.count
        let home = Shard.home(of: "c", shardCount: shardCount)
        healthy = try bench.join(try Self.name(on: home, of: shardCount, "h"))
        watcher = try bench.join(try Self.name(on: home, of: shardCount, "w"))
        bench.verdict = { request in
            if state == .awaitingRefusal { return .notAuthorized }
            return request.exchange?.data == [1]
                ? .continued(data: [2]) : .accepted(userName: nil)
        }
        bench.step = { $0 == [3] ? .accepted(userName: nil, data: [4]) : .notAuthorized }
        if state == .stalledOnQueue {
            let slow = try bench.join("slow", isClean: false)
            try Self.exchange("82 {00 05 ('full') 01}", "90 03 00 05 01", bench, slow, .v311)
            bench.lose(slow)
        } else if state == .stalledOnShard {
            let far = try bench.join(try Self.name(on: 1 - home, of: shardCount, "f"))
            try Self.exchange("82 {00 05 ('far') 00}", "90 03 00 05 00", bench, far, .v311)
        }
        try Self.exchange("82 {00 05 ('t/#') 00}", "90 03 00 05 00", bench, watcher, .v311)
        if state == .awaitingJournal {
            let kept = try bench.join("kept", isClean: false)
            bench.commit()
            _ = bench.takeBytes(from: kept)
            bench.send(try MeasuredText("82 {00 05 ('kept') 01}", .v311).bytes, from: kept)
            bench.lose(kept)
            bench.commit()
        }
        before = bench.shards.map { Self.census(of: $0) }
        client = bench.open(on: state == .moving ? 1 - home : home)
        try reach()
    }

    /// Sends the packet; what comes of it at once.
    func send(_ packet: [UInt8]) throws -> StateObservation {
        bench.send(packet, from: client)
        return try observe()
    }

    /// What the connection waited for happens; what comes of the packet now.
    func goOn() throws -> StateObservation {
        if state == .stalledOnQueue {
            slow = bench.connect(
                Connect(version: .v311, clientID: "slow", cleanStart: false))
        } else if state == .stalledOnShard {
            for shard in bench.shards { shard.setCongestedShards(0) }
            bench.settle()
        } else if state == .awaitingJournal {
            bench.commit()
        }
        letGo()
        return try observe()
    }

    /// The network fails; whether nothing is left, others are served, and the client may come
    /// again.
    func isCleanAfterwards() throws -> Bool {
        letGo()
        bench.lose(client)
        if let slow { bench.lose(slow) }
        bench.commit()
        let after = bench.shards.map { Self.census(of: $0) }
        _ = bench.takeBytes(from: healthy)
        bench.send([0xC0, 0], from: healthy)
        let isServed = bench.takeBytes(from: healthy) == [0xD0, 0]
        bench.verdict = { _ in .accepted(userName: nil) }
        let again = try bench.join("c", version)
        return after == before && isServed && !bench.isClosed(again)
    }

    // MARK: Reaching the state

    private func reach() throws {
        switch state {
        case .beforeConnect: break
        case .moving:
            bench.holds = { if case .move = $0 { true } else { false } }
            try send(StatePacket.connect(version, "02"))
        case .awaitingVerdict, .awaitingRefusal:
            bench.holds = { if case .authenticate = $0 { true } else { false } }
            try send(StatePacket.connect(version, "02"))
        case .authenticating, .awaitingStep:
            try send(StatePacket.connect(version, "02", properties: "15 ('M') 16 (01)"))
            try expect("F0 {18 [15 ('M') 16 (02)]}")
            if state == .awaitingStep { try sendHeldStep() }
        case .reauthenticating, .awaitingSecondStep:
            try send(StatePacket.connect(version, "02", properties: "15 ('M')"))
            _ = bench.takeBytes(from: client)
            try send("F0 {19 [15 ('M') 16 (01)]}")
            try expect("F0 {18 [15 ('M') 16 (02)]}")
            if state == .awaitingSecondStep { try sendHeldStep() }
        default:
            try send(StatePacket.connect(version, "02"))
            _ = bench.takeBytes(from: client)
            try reachConnected()
        }
    }

    private func reachConnected() throws {
        switch state {
        case .receivingExactlyOnce:
            try send("34 {('t') 00 01 [] 'x'}")
            try expect("50 02 00 01")
            _ = bench.takeBytes(from: watcher)
        case .awaitingPubrec, .awaitingPubcomp:
            try send("82 {00 07 [] ('q') 02}")
            _ = bench.takeBytes(from: client)
            bench.send(try MeasuredText("34 {('q') 00 07 'x'}", .v311).bytes, from: healthy)
            try expect("34 {('q') 00 01 [] 'x'}")
            if state == .awaitingPubrec { return }
            try send("50 {00 01}")
            try expect("62 02 00 01")
        case .stalledOnQueue:
            try send("32 {('full') 00 01 [] 'x'}")
            try expect("40 02 00 01")
            try send("32 {('full') 00 02 [] 'x'}")
            try expect(version == .v5 ? "40 03 00 02 97" : "")
        case .stalledOnShard:
            for shard in bench.shards { shard.setCongestedShards(0b11) }
            try send("30 {('far') [] 'x'}")
        case .awaitingJournal:
            try send("32 {('kept') 00 09 [] 'x'}")
            try expect("")
        case .awaitingSubAck:
            bench.holdsMessages = true
            try send("82 {00 07 [] ('new') 00}")
            try expect("")
        case .disconnecting, .closing:
            bench.holds = { if case .close = $0 { true } else { false } }
            try send(state == .disconnecting ? "E0 {}" : "00 {}")
            try expect(state == .closing && version == .v5 ? "E0 01 81" : "")
        case .closed: try send("E0 {}")
        default: break
        }
    }

    private func letGo() {
        bench.holdsMessages = false
        bench.carryOutHeld()
    }

    private func sendHeldStep() throws {
        bench.holds = { if case .continueAuthentication = $0 { true } else { false } }
        try send("F0 {18 [15 ('M') 16 (03)]}")
        try expect("")
    }

    private func send(_ text: String) throws {
        bench.send(try MeasuredText(text, version).bytes, from: client)
    }

    private func expect(_ text: String) throws {
        // What was told to close is flushed with it.
        if state == .closing { bench.settle() }
        let bytes = bench.takeBytes(from: client)
        if bytes != (try MeasuredText(text, version).bytes) {
            throw ProbeFailure("\(state): expected \(text), got \(HexText.text(bytes))")
        }
    }

    private static func exchange(
        _ text: String, _ answer: String, _ bench: ShardBench, _ client: ShardBench.Client,
        _ version: ProtocolVersion
    ) throws {
        bench.send(try MeasuredText(text, version).bytes, from: client)
        let bytes = bench.takeBytes(from: client)
        if bytes != (try HexText.bytes(answer)) {
            throw ProbeFailure("expected \(answer), got \(HexText.text(bytes))")
        }
    }

    // MARK: Looking

    private func observe() throws -> StateObservation {
        StateObservation(
            answer: HexText.text(bench.takeBytes(from: client)),
            isClosed: bench.isClosed(client),
            watched: HexText.text(bench.takeBytes(from: watcher)))
    }

    /// Without what helpers of a state leave behind, and deadlines that have yet to pass.
    private static func census(of shard: Shard) -> ShardCensus {
        var census = shard.census()
        census.timers = 0
        census.queuedMessages = 0
        census.queuedMessagesMax = 0
        census.unsettledMessages = 0
        census.inFlightMax = 0
        census.fullSessions = 0
        census.unreleasedMax = 0
        return census
    }

    /// A client identifier that is at home on that shard.
    private static func name(
        on shard: Int, of shardCount: Int, _ start: String
    ) throws -> String {
        for number in 0..<64 {
            let name = start + String(number)
            if Shard.home(of: name, shardCount: shardCount) == shard { return name }
        }
        throw ProbeFailure("no name is at home on shard \(shard)")
    }
}
