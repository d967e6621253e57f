import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct ConnectTests {
    @Test(arguments: [ProtocolVersion.v31, .v311, .v5])
    func `every version is accepted`(version: ProtocolVersion) throws {
        let bench = ShardBench()
        let client = bench.connect(Connect(version: version, clientID: "c"))
        let packets = try bench.take(from: client, version: version)
        guard case .connack(let connAck) = packets.first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.reasonCode == .success)
        #expect(!connAck.isSessionPresent)
        #expect(packets.count == 1)
    }

    @Test func `CONNACK tells a v5 client the limits in mosquitto's order`() throws {
        let bench = ShardBench()
        let client = bench.connect(Connect(version: .v5, clientID: "c"))
        guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(
            connAck.properties.list.prefix(3) == [
                .topicAliasMaximum(10), .maximumPacketSize(2_000_000), .receiveMaximum(20),
            ])
    }

    @Test func `a wrong protocol name closes without a word [MQTT-3.1.2-1]`() {
        let bench = ShardBench()
        let client = bench.open()
        bench.send(
            [0x10, 13, 0, 4] + Array("HTTP".utf8) + [4, 2, 0, 0, 0, 1, 0x63], from: client)
        #expect(bench.takeBytes(from: client) == [])
        #expect(bench.isClosed(client))
    }

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `an empty identifier is replaced [MQTT-3.1.3-6]`(version: ProtocolVersion) throws {
        let bench = ShardBench()
        let client = bench.connect(Connect(version: version, clientID: ""))
        guard case .connack(let connAck) = try bench.take(from: client, version: version).first
        else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.reasonCode == .success)
        guard version == .v5 else { return }
        let assigned = try #require(connAck.properties.assignedClientIdentifier)
        let form = /auto-[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}/
        #expect(try form.wholeMatch(in: assigned) != nil, "\(assigned)")
    }

    @Test func `an assigned identifier tells nothing of the seed that shards hash names with`()
        throws
    {
        let identifiers = try (0..<2).map { _ in
            let bench = ShardBench()  // each time with the same seed
            let client = bench.connect(Connect(version: .v5, clientID: ""))
            guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first
            else { return "" }
            return connAck.properties.assignedClientIdentifier ?? ""
        }
        #expect(!identifiers.contains(""))
        #expect(identifiers[0] != identifiers[1])
    }

    @Test func `an assigned identifier is at home where it was assigned`() throws {
        let bench = ShardBench(shardCount: 4)
        for shard in 0..<4 {
            let client = bench.open(on: shard)
            bench.send(
                .connect(Connect(version: .v5, clientID: "")), version: .v5, from: client)
            let packets = try bench.take(from: client, version: .v5)
            guard case .connack(let connAck) = packets.first else { continue }
            let assigned = try #require(connAck.properties.assignedClientIdentifier)
            #expect(Shard.home(of: assigned, shardCount: 4) == shard)
        }
    }

    @Test(arguments: [(ProtocolVersion.v31, true), (.v311, false)])
    func `an empty identifier is rejected where nothing may be assigned [MQTT-3.1.3-8]`(
        version: ProtocolVersion, isClean: Bool
    ) {
        let bench = ShardBench()
        let client = bench.connect(
            Connect(version: version, clientID: "", cleanStart: isClean))
        #expect(bench.takeBytes(from: client) == [0x20, 2, 0, 2])
        #expect(bench.isClosed(client))
    }

    @Test func `a second CONNECT is a protocol error [MQTT-3.1.0-2]`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        bench.send(.connect(Connect(version: .v5, clientID: "c")), version: .v5, from: client)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x82])
        #expect(bench.isClosed(client))
        let old = try bench.join("d")
        bench.send(.connect(Connect(version: .v311, clientID: "d")), from: old)
        #expect(bench.takeBytes(from: old) == [])
        #expect(bench.isClosed(old))
    }

    @Test(arguments: [[0xC0, 0], [0xE0, 0], [0x30, 3, 0, 1, 0x61]] as [[UInt8]])
    func `another first packet closes without a word [MQTT-3.1.0-1]`(bytes: [UInt8]) {
        let bench = ShardBench()
        let client = bench.open()
        bench.send(bytes, from: client)
        #expect(bench.takeBytes(from: client) == [])
        #expect(bench.isClosed(client))
    }

    @Test func `CONNECT may come a byte at a time`() throws {
        let bench = ShardBench()
        let client = bench.open()
        var bytes: [UInt8] = []
        Packet.connect(Connect(version: .v5, clientID: "c")).encode(into: &bytes, version: .v5)
        for byte in bytes {
            #expect(bench.takeBytes(from: client) == [])
            bench.send([byte], from: client)
        }
        #expect(try bench.take(from: client, version: .v5).count == 1)
    }

    @Test func `CONNECT on another shard moves with the bytes behind it`() throws {
        let bench = ShardBench(shardCount: 4)
        let home = Shard.home(of: "c", shardCount: 4)
        let client = bench.open(on: (home + 1) % 4)
        var bytes: [UInt8] = []
        Packet.connect(Connect(version: .v311, clientID: "c")).encode(into: &bytes, version: .v311)
        bench.send(bytes + [0xC0, 0], from: client)
        #expect(try bench.take(from: client) == [.connack(ConnAck()), .pingresp])
    }

    @Test func `CONNECT must come within five seconds`() {
        let bench = ShardBench()
        let client = bench.open()
        bench.send([0x10], from: client)
        bench.advance(milliseconds: 4_999)
        #expect(!bench.isClosed(client))
        bench.advance(milliseconds: 1)
        #expect(bench.isClosed(client))
        #expect(bench.endReason(of: client) == .connectDeadlineExceeded)
    }

    @Test func `an endless deadline never passes`() {
        let bench = ShardBench { $0.connectDeadline = .seconds(Int64.max) }
        let client = bench.open()
        bench.advance(seconds: 100_000)
        #expect(!bench.isClosed(client))
    }

    @Test(arguments: [
        (AuthenticationVerdict.badUserNameOrPassword, UInt8(4), UInt8(0x86)),
        (.notAuthorized, 5, 0x87),
    ])
    func `refused credentials are told in the version's words [MQTT-3.1.4-2]`(
        verdict: AuthenticationVerdict, v3: UInt8, v5: UInt8
    ) {
        let bench = ShardBench()
        bench.verdict = { _ in verdict }
        let old = bench.connect(Connect(version: .v311, clientID: "a", userName: "u"))
        let new = bench.connect(Connect(version: .v5, clientID: "b", userName: "u"))
        #expect(bench.takeBytes(from: old) == [0x20, 2, 0, v3])
        #expect(bench.takeBytes(from: new) == [0x20, 3, 0, v5, 0])
        #expect(bench.isClosed(old) && bench.isClosed(new))
    }

    @Test func `an unknown authentication method is refused with 0x8C [MQTT-4.12.0-1]`() {
        let bench = ShardBench()
        bench.verdict = { request in
            request.exchange == nil ? .accepted(userName: nil) : .unknownMethod
        }
        let client = bench.connect(
            Connect(version: .v5, clientID: "c", properties: [.authenticationMethod("X")]))
        #expect(bench.takeBytes(from: client) == [0x20, 3, 0, 0x8C, 0])
    }

    @Test func `a session is not given to another user`() throws {
        let bench = ShardBench()
        _ = bench.connect(
            Connect(version: .v311, clientID: "c", cleanStart: false, userName: "ann"))
        let other = bench.connect(
            Connect(version: .v311, clientID: "c", cleanStart: false, userName: "bob"))
        #expect(bench.takeBytes(from: other) == [0x20, 2, 0, 2])
        #expect(bench.closed == [other])
    }

    @Test func `a packet longer than the limit before CONNECT closes`() {
        let bench = ShardBench()
        let client = bench.open()
        bench.send([0x10, 0xFF, 0xFF, 0xFF, 0x7F], from: client)
        #expect(bench.isClosed(client))
    }

    @Test func `a v5 CONNECT whose length is padded is malformed [MQTT-1.5.5-1]`() {
        let bench = ShardBench()
        let body: [UInt8] = [0, 4] + Array("MQTT".utf8) + [5, 2, 0, 0, 0, 0, 1, 0x63]
        let client = bench.open()
        bench.send([0x10, 0x80 | UInt8(body.count), 0] + body, from: client)
        #expect(bench.takeBytes(from: client) == [])
        #expect(bench.isClosed(client))
    }

    @Test func `a v3 CONNECT whose length is padded is accepted`() {
        let bench = ShardBench()
        let body: [UInt8] = [0, 4] + Array("MQTT".utf8) + [4, 2, 0, 0, 0, 1, 0x63]
        let client = bench.open()
        bench.send([0x10, 0x80 | UInt8(body.count), 0] + body, from: client)
        #expect(bench.takeBytes(from: client) == [0x20, 2, 0, 0])
    }

    @Test func `a will of too many levels is refused`() {
        let bench = ShardBench()
        let topic = String(repeating: "/", count: 200)
        let client = bench.connect(
            Connect(version: .v5, clientID: "c", will: Will(topic: topic)))
        #expect(bench.takeBytes(from: client) == [0x20, 3, 0, 0x90, 0])
    }

    /// DISCONNECT is shorter than CONNACK, but nothing may come before CONNACK.
    @Test(arguments: [1, 4, 8] as [UInt32])
    func `a client that takes no CONNACK is sent nothing else [MQTT-3.2.0-1]`(
        packetBytesMax: UInt32
    ) {
        let bench = ShardBench()
        let client = bench.connect(
            Connect(
                version: .v5, clientID: "c", properties: [.maximumPacketSize(packetBytesMax)]))
        #expect(bench.takeBytes(from: client).isEmpty)
        #expect(bench.isClosed(client))
    }

    /// Swift's strings are equal when they look alike; MQTT compares bytes.
    @Test func `identifiers that only look alike are two clients [MQTT-3.1.3-2]`() throws {
        let bench = ShardBench()
        let composed = try bench.join("\u{E4}")
        let decomposed = try bench.join("a\u{308}")
        #expect(!bench.isClosed(composed))
        #expect(!bench.isClosed(decomposed))
        #expect(bench.shards[0].census().sessions == 2)
    }

    @Test func `a user name that only looks alike does not inherit the session`() throws {
        let bench = ShardBench()
        bench.verdict = { .accepted(userName: $0.userName) }
        for (name, isAccepted) in [("\u{E4}", true), ("a\u{308}", false), ("\u{E4}", true)] {
            let client = bench.connect(
                Connect(version: .v311, clientID: "c", cleanStart: false, userName: name))
            #expect(bench.isClosed(client) == !isAccepted)
        }
    }
}
