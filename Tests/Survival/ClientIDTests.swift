import BrokerCore
import MQTTPackets
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(2))) struct ClientIDTests {
    private static let odd = [
        "#", "+", "/", "a/#", "+/+", "$", "$SYS/broker", "$share/g/t", "a b", "\u{FEFF}",
        "\u{FEFF}x",
        "x", "\u{7F}", "\n", "%s%n", "'; --", "é", "e\u{301}", "K", "\u{212A}",
        String(repeating: "x", count: 65_000), String(repeating: "#", count: 65_000),
    ]

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `case 12: every client identifier is a session of its own, told apart by its bytes`(
        version: ProtocolVersion
    ) {
        let bench = QuietBench()
        var clients: [ConnectionSlot] = []
        for clientID in Self.odd {
            let client = bench.open()
            bench.send(Bytes.connect(clientID, version, isClean: false), from: client)
            #expect(bench.take(from: client).starts(with: [0x20]))
            clients.append(client)
        }
        #expect(bench.shard.census().sessions == Self.odd.count)
        #expect(!clients.contains { bench.isClosed($0) })
        for (client, clientID) in zip(clients, Self.odd) {
            let again = bench.open()
            bench.send(Bytes.connect(clientID, version, isClean: true), from: again)
            #expect(bench.isClosed(client), "taken over by the same bytes")
        }
        #expect(bench.shard.census().sessions == Self.odd.count)
    }

    @Test func `case 12: a client identifier is no filter`() {
        let bench = QuietBench()
        let wild = bench.join("#")
        let publisher = bench.join("+")
        bench.send(Bytes.publish("t"), from: publisher)
        bench.send(Bytes.unsubscribe("#"), from: wild)
        #expect(bench.take(from: wild) == [0xB0, 2, 0, 78])
        #expect(bench.shard.census().indexedSubscriptions == 0)
    }

    @Test(
        arguments: [
            [0x00], [0x61, 0x00], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF],
            [0xF4, 0x90, 0x80, 0x80],
        ] as [[UInt8]])
    func `case 12: NUL and what is no UTF-8 make CONNECT malformed [MQTT-1.5.4-1]`(
        clientID: [UInt8]
    ) {
        for level in [UInt8(4), 5] {
            let bench = QuietBench()
            let client = bench.open()
            let body =
                Bytes.string("MQTT") + [level, 2, 0, 0] + (level == 5 ? [0] : [])
                + Bytes.twoBytes(UInt16(clientID.count)) + clientID
            bench.send(Bytes.frame(0x10, body), from: client)
            #expect(bench.isClosed(client))
            #expect(bench.lastRefusal == .malformed(.malformed(.clientID)))
            #expect(bench.shard.census().sessions == 0)
        }
    }

    @Test func `case 12: a client identifier longer than the limit is refused`() {
        let bench = QuietBench { $0.clientIDBytesMax = 10 }
        let client = bench.open()
        bench.send(Bytes.connect(String(repeating: "x", count: 11)), from: client)
        #expect(bench.take(from: client) == [0x20, 2, 0, 2])
        #expect(!bench.isClosed(bench.join(String(repeating: "x", count: 10))))
    }

    @Test
    func `case 12: a session of another user's name is not taken over by one that looks alike`() {
        let bench = QuietBench()
        for (userName, answer) in [("é", [0x20, 2, 0, 0]), ("e\u{301}", [0x20, 2, 0, 2])] {
            let client = bench.open()
            let connect = Connect(
                version: .v311, clientID: "c", cleanStart: false, userName: userName)
            bench.send(Bytes.of(.connect(connect)), from: client)
            #expect(bench.take(from: client) == answer.map { UInt8($0) })
        }
    }

    @Test func `case 12: odd client identifiers cannot forge lines of the log`() async throws {
        let broker = try await BrokerProcess()
        let forger = try await RawPeer(port: broker.port)
        await forger.send(Bytes.connect("x\n1: Client admin connected\u{1B}[2J"))
        try await broker.accepted(forger)
        await forger.close()
        try await broker.logs("closed its connection")
        #expect(!broker.log.contains("\n1: "))
        #expect(!broker.log.contains("\u{1B}"))
    }
}
