import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// CONNECT by method "M" with data 1; the owner asks with 2, expects 3, and ends with 4.
private let connect = Connect(
    version: .v5, clientID: "c",
    properties: [.authenticationMethod("M"), .authenticationData([1])])

private func auth(
    _ reasonCode: ReasonCode, _ data: [UInt8]? = nil, method: String? = "M"
) -> Packet {
    var properties = Properties()
    properties.authenticationMethod = method
    properties.authenticationData = data
    return .auth(Auth(reasonCode: reasonCode, properties: properties))
}

private func makeBench(shardCount: Int = 1, user: String = "ann") -> ShardBench {
    let bench = ShardBench(shardCount: shardCount)
    bench.verdict = { request in
        guard let exchange = request.exchange else {
            return .accepted(userName: request.userName)
        }
        return exchange.method == "M" && exchange.data == [1]
            ? .continued(data: [2]) : .notAuthorized
    }
    bench.step = { $0 == [3] ? .accepted(userName: user, data: [4]) : .notAuthorized }
    return bench
}

/// A client that has authenticated itself.
private func join(_ bench: ShardBench, _ connect: Connect = connect) throws -> ShardBench.Client {
    let client = bench.connect(connect)
    bench.send(auth(.continueAuthentication, [3]), version: .v5, from: client)
    _ = try bench.take(from: client, version: .v5)
    return client
}

@Suite struct AuthenticationTests {
    @Test
    func `AUTH 0x18 asks for more before CONNACK, which bears the last data [MQTT-4.12.0-2]`()
        throws
    {
        let bench = makeBench()
        let client = bench.connect(connect)
        #expect(
            try bench.take(from: client, version: .v5) == [auth(.continueAuthentication, [2])])
        bench.send(auth(.continueAuthentication, [3]), version: .v5, from: client)
        guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.reasonCode == .success)
        #expect(connAck.properties.authenticationMethod == "M")
        #expect(connAck.properties.authenticationData == [4])
        let names = bench.events.compactMap {
            if case .connected(_, let client) = $0 { client.userName } else { nil }
        }
        #expect(names == ["ann"])
    }

    @Test func `one step may be enough; CONNACK still repeats the method [MQTT-4.12.0-5]`()
        throws
    {
        let bench = ShardBench()
        bench.verdict = { _ in .accepted(userName: nil) }
        let client = bench.connect(connect)
        guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.properties.authenticationMethod == "M")
        #expect(connAck.properties.authenticationData == nil)
    }

    @Test func `without a method in CONNECT there is none in CONNACK [MQTT-4.12.0-6]`() throws {
        let bench = makeBench()
        let client = bench.connect(Connect(version: .v5, clientID: "c"))
        let packets = try bench.take(from: client, version: .v5)
        guard case .connack(let connAck) = packets.first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(packets.count == 1)
        #expect(connAck.properties.authenticationMethod == nil)
        #expect(connAck.properties.authenticationData == nil)
    }

    @Test(arguments: [ReasonCode.continueAuthentication, .reauthenticate, .success])
    func `AUTH without a method in CONNECT ends the connection [MQTT-4.12.0-7]`(
        reasonCode: ReasonCode
    ) throws {
        let bench = makeBench()
        let client = try bench.join("c", .v5)
        bench.send(auth(reasonCode, [1]), version: .v5, from: client)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x82])
        #expect(bench.endReason(of: client) == .authenticationBroken(.noMethodInConnect))
    }

    @Test func `a step that proves nothing is refused by CONNACK [MQTT-4.12.0-4]`() throws {
        let bench = makeBench()
        let client = bench.connect(connect)
        _ = try bench.take(from: client, version: .v5)
        bench.send(auth(.continueAuthentication, [9]), version: .v5, from: client)
        #expect(bench.takeBytes(from: client) == [0x20, 3, 0, 0x87, 0])
        #expect(bench.isClosed(client))
    }

    @Test(arguments: [
        auth(.continueAuthentication, [3], method: "N"),
        auth(.continueAuthentication, [3], method: nil),
        auth(.reauthenticate, [3]), auth(.success, [3]), .pingreq,
        .publish(Publish(topic: "t", payload: [])), .connect(connect),
    ])
    func `anything but the next AUTH before CONNACK is refused [MQTT-3.1.2-30] [MQTT-4.12.0-3]`(
        packet: Packet
    ) throws {
        let bench = makeBench()
        let client = bench.connect(connect)
        _ = try bench.take(from: client, version: .v5)
        bench.send(packet, version: .v5, from: client)
        #expect(bench.takeBytes(from: client) == [0x20, 3, 0, 0x82, 0])
        #expect(bench.isClosed(client))
    }

    @Test func `packets that come right behind CONNECT are not served [MQTT-3.1.4-6]`() throws {
        let bench = makeBench()
        let client = bench.open()
        var bytes: [UInt8] = []
        Packet.connect(connect).encode(into: &bytes, version: .v5)
        bench.send(bytes + [0xC0, 0], from: client)
        let packets = try bench.take(from: client, version: .v5)
        #expect(
            packets == [
                auth(.continueAuthentication, [2]),
                .connack(ConnAck(reasonCode: .protocolError)),
            ])
        #expect(bench.isClosed(client))
    }

    @Test func `DISCONNECT before CONNACK is an end without an answer [MQTT-3.1.2-30]`() throws {
        let bench = makeBench()
        let client = bench.connect(connect)
        _ = try bench.take(from: client, version: .v5)
        bench.send(.disconnect(Disconnect()), version: .v5, from: client)
        #expect(bench.takeBytes(from: client) == [])
        #expect(bench.endReason(of: client) == .disconnected)
        #expect(bench.isClosed(client))
    }

    @Test func `malformed bytes during the exchange are refused by CONNACK [MQTT-4.13.1-1]`()
        throws
    {
        let bench = makeBench()
        let client = bench.connect(connect)
        _ = try bench.take(from: client, version: .v5)
        bench.send([0xF1, 0], from: client)
        #expect(bench.takeBytes(from: client) == [0x20, 3, 0, 0x81, 0])
        #expect(bench.isClosed(client))
    }

    @Test func `the exchange must end within the time for CONNECT`() throws {
        let bench = makeBench()
        let client = bench.connect(connect)
        bench.advance(milliseconds: 4_999)
        #expect(!bench.isClosed(client))
        bench.advance(milliseconds: 1)
        #expect(bench.isClosed(client))
        #expect(bench.endReason(of: client) == .connectDeadlineExceeded)
        let timely = try join(bench)
        bench.advance(seconds: 10)
        #expect(!bench.isClosed(timely))
    }

    @Test(arguments: ["a", "b", "c", "d"])
    func `the exchange takes place on the home shard`(clientID: String) throws {
        let bench = makeBench(shardCount: 2)
        let home = Shard.home(of: clientID, shardCount: 2)
        let client = bench.open(on: 1 - home)
        var own = connect
        own.clientID = clientID
        bench.send(.connect(own), version: .v5, from: client)
        #expect(
            try bench.take(from: client, version: .v5) == [auth(.continueAuthentication, [2])])
        bench.send(auth(.continueAuthentication, [3]), version: .v5, from: client)
        guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.reasonCode == .success)
    }

    @Test func `a taken-over client is sent away only when the proof is there`() throws {
        let bench = makeBench()
        let old = try join(bench)
        let new = bench.connect(connect)
        #expect(!bench.isClosed(old))
        bench.send(auth(.continueAuthentication, [3]), version: .v5, from: new)
        #expect(bench.takeBytes(from: old) == [0xE0, 1, 0x8E])
        #expect(bench.isClosed(old) && !bench.isClosed(new))
    }

    @Test func `the session of a user is not given to another one who proves his name`() throws {
        let bench = makeBench()
        var kept = connect
        kept.properties.sessionExpiryInterval = 100
        bench.lose(try join(bench, kept))
        bench.step = { _ in .accepted(userName: "bob", data: nil) }
        kept.cleanStart = false
        let other = bench.connect(kept)
        _ = try bench.take(from: other, version: .v5)
        bench.send(auth(.continueAuthentication, [3]), version: .v5, from: other)
        #expect(bench.takeBytes(from: other) == [0x20, 3, 0, 0x85, 0])
    }

    @Test func `limits count at the end of the exchange, not at its beginning`() throws {
        let bench = makeBench()
        let late = ShardBench { $0.sessionsMax = 1 }
        late.verdict = bench.verdict
        late.step = bench.step
        let client = late.connect(connect)
        _ = try late.take(from: client, version: .v5)
        _ = try late.join("first")
        late.send(auth(.continueAuthentication, [3]), version: .v5, from: client)
        #expect(late.takeBytes(from: client) == [0x20, 3, 0, 0x89, 0])
    }

    @Test func `AUTH is not longer than the client takes [MQTT-3.1.2-24]`() throws {
        let bench = makeBench()
        var narrow = connect
        narrow.properties.maximumPacketSize = 8
        let client = bench.connect(narrow)
        #expect(bench.takeBytes(from: client) == [])
        #expect(bench.isClosed(client))
    }
}
