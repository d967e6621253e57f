import BrokerCore
import MQTTPackets
import MQTTProbe

/// A shard without sockets for many dialogues of client `c`, one after the other, beside a
/// subscriber to everything.
final class FormStage {
    /// Why a dialogue is over.
    enum End: Sendable, CaseIterable {
        case connectionLost
        /// The broker waited long enough.
        case deadline
    }

    let bench = ShardBench()
    private let form: PacketForm
    private let watcher: ShardBench.Client
    private let watcherOnly: ShardCensus
    private var client: ShardBench.Client?
    /// Seconds of keep alive of client `c`.
    private static let keepAlive: UInt16 = 2

    init(_ form: PacketForm) throws {
        self.form = form
        bench.verdict = { request in
            request.exchange?.data == [1]
                ? .continued(data: [2]) : .accepted(userName: request.userName)
        }
        bench.step = { $0 == [3] ? .accepted(userName: nil, data: [4]) : .notAuthorized }
        watcher = try bench.join("watcher")
        bench.send(try HexText.bytes("82 06 00 05 00 01 '#' 00"), from: watcher)
        _ = bench.takeBytes(from: watcher)
        watcherOnly = Self.census(of: bench)
    }

    /// A fresh connection up to where the packet comes.
    func open() throws {
        let client = bench.open()
        self.client = client
        if form.place == .first { return }
        let properties: Properties =
            switch form.place {
            case .inExchange:
                [.authenticationMethod("M"), .authenticationData([1])]
            default:
                form.version == .v5
                    ? [.authenticationMethod("M"), .sessionExpiryInterval(100)] : []
            }
        bench.send(
            .connect(
                Connect(
                    version: form.version, clientID: "c", keepAlive: Self.keepAlive,
                    properties: properties)),
            version: form.version, from: client)
        if bench.takeBytes(from: client).isEmpty { throw ProbeFailure("CONNECT was not answered") }
    }

    /// Sends the pieces and looks at what came of all of them.
    func send(_ pieces: [[UInt8]]) throws -> StateObservation {
        let client = try current()
        for piece in pieces { bench.send(piece, from: client) }
        return StateObservation(
            answer: HexText.text(bench.takeBytes(from: client)),
            isClosed: bench.isClosed(client),
            watched: HexText.text(bench.takeBytes(from: watcher)))
    }

    /// The whole dialogue of a fresh connection.
    func dialogue(_ pieces: [[UInt8]]) throws -> StateObservation {
        try open()
        let seen = try send(pieces)
        try end(.connectionLost)
        return seen
    }

    /// What the shard holds now.
    func census() -> ShardCensus { Self.census(of: bench) }

    /// The dialogue is over; a will of an accepted CONNECT is returned.
    @discardableResult
    func end(_ end: End) throws -> [UInt8] {
        let client = try current()
        switch end {
        case .connectionLost: bench.lose(client)
        case .deadline:
            for _ in 0..<6 { bench.advance(seconds: 1) }
        }
        return bench.takeBytes(from: watcher)
    }

    /// Whether the connection ended and nothing is left but the watcher, and a session that was
    /// asked to be kept: an empty one, unless a whole packet came.
    func isReleased(mayKeepSession: Bool = false) throws -> Bool {
        var census = census()
        if census.connections != 1 || census.sessions > 2 { return false }
        if mayKeepSession { return true }
        census.sessions = 1
        return census == watcherOnly
    }

    private func current() throws -> ShardBench.Client {
        guard let client else { throw ProbeFailure("there is no connection yet") }
        return client
    }

    /// Without deadlines that have yet to pass.
    private static func census(of bench: ShardBench) -> ShardCensus {
        var census = bench.shards[0].census()
        census.timers = 0
        return census
    }
}
