import BrokerCore
import MQTTPackets
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(2))) struct HalfConnectTests {
    private static let half: [UInt8] = Array(Bytes.connect("half").dropLast())

    @Test func `case 10: half a CONNECT is closed after 5 seconds`() {
        let bench = QuietBench()
        let client = bench.open()
        bench.send(Self.half, from: client)
        bench.advance(milliseconds: 4_999)
        #expect(!bench.isClosed(client))
        bench.advance(milliseconds: 1)
        #expect(bench.isClosed(client))
        #expect(bench.lastEnd == .connectDeadlineExceeded)
    }

    @Test func `case 10: a TLS client has 10 seconds from the socket to the whole CONNECT`() {
        var settings = BrokerSettings.loopbackOnly()
        settings.listeners[0].tls = TLSSettings(certificateFile: "", keyFile: "")
        let bench = QuietBench(settings: settings)
        let client = bench.open()
        bench.advance(milliseconds: 9_999)
        #expect(!bench.isClosed(client))
        bench.advance(milliseconds: 1)
        #expect(bench.isClosed(client))
    }

    @Test func `case 10: a byte now and then does not buy time`() {
        let bench = QuietBench()
        let client = bench.open()
        let connect = Bytes.connect("half")
        for byte in connect.prefix(9) {
            bench.send([byte], from: client)
            bench.advance(milliseconds: 555)
        }
        #expect(!bench.isClosed(client))
        bench.advance(milliseconds: 555)
        #expect(bench.isClosed(client))
    }

    @Test func `case 10: the real broker closes half a CONNECT by itself`() async throws {
        let broker = try await BrokerProcess()
        let peer = try await RawPeer(port: broker.port)
        await peer.send(Self.half)
        #expect(try await peer.bytesToEnd().isEmpty)
        try await broker.logs("no complete CONNECT in time")
    }

    @Test func `case 10: a keep-alive above the limit, or none, is refused before v5`() {
        for version in [ProtocolVersion.v31, .v311] {
            for (keepAlive, isAllowed) in [(UInt16(0), false), (1, true), (60, true), (61, false)] {
                let bench = QuietBench { $0.keepAliveSecondsMax = 60 }
                let client = bench.open()
                bench.send(Bytes.connect("c", version, keepAlive: keepAlive), from: client)
                #expect(bench.isClosed(client) != isAllowed)
                #expect(bench.take(from: client) == [0x20, 2, 0, isAllowed ? 0 : 2])
            }
        }
    }

    @Test func `case 10: a v5 client without keep-alive is told the limit and held to it`() {
        let bench = QuietBench { $0.keepAliveSecondsMax = 60 }
        let client = bench.open()
        bench.send(Bytes.connect("c", .v5), from: client)
        let connack = bench.take(from: client)
        #expect(zip(connack, connack.dropFirst(2)).contains { $0 == (0x13, 60) })
        bench.advance(milliseconds: 89_999)
        #expect(!bench.isClosed(client))
        bench.advance(milliseconds: 1)
        #expect(bench.isClosed(client))
        #expect(bench.lastEnd == .keepAliveExceeded)
    }

    @Test func `case 10: without a limit a client may do without keep-alive`() {
        let bench = QuietBench()
        let client = bench.join("c")
        bench.advance(seconds: 1_000_000)
        #expect(!bench.isClosed(client))
    }

    @Test func `case 10: one address holds a fifth of the places that await CONNECT`() async throws
    {
        let broker = try await BrokerProcess(["global_max_connections 10"])
        let first = try await RawPeer(port: broker.port)
        let second = try await RawPeer(port: broker.port)
        let third = try await RawPeer(port: broker.port)
        #expect(try await third.bytesToEnd().isEmpty)
        try await broker.logs(
            "denied: 2 connections from this address to port \(broker.port) have not sent CONNECT")
        let neighbour = try await RawPeer(port: broker.port, from: "127.0.0.2")
        await neighbour.send(Bytes.connect("neighbour"))
        try await broker.accepted(neighbour)
        // Whoever has sent CONNECT does not count any more, nor does who is gone.
        await first.send(Bytes.connect("first"))
        try await broker.accepted(first)
        let fourth = try await broker.client("fourth")
        await second.close()
        let fifth = try await broker.client("fifth")
        let sixth = try await broker.client("sixth")
        for client in [first, fourth, fifth, sixth] {
            try await broker.answersPings(of: client, count: 1)
        }
    }
}
