import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// CONNECT that is wrong: what is answered is, byte for byte, what mosquitto 2.1 answers.
@Suite struct RefusalTests {
    private func answer(to body: [UInt8]) -> [UInt8] {
        let bench = ShardBench()
        let client = bench.open()
        bench.send([0x10, UInt8(body.count)] + body, from: client)
        #expect(bench.isClosed(client))
        #expect(bench.closed.count == 1)
        return bench.takeBytes(from: client)
    }

    private static let name: [UInt8] = [0, 4] + Array("MQTT".utf8)

    /// A v5 CONNECT of those flags, properties and payload.
    private func v5(
        _ flags: UInt8 = 2, _ properties: [UInt8] = [], _ payload: [UInt8] = [0, 1, 0x63]
    ) -> [UInt8] {
        Self.name + [5, flags, 0, 10, UInt8(properties.count)] + properties + payload
    }

    @Test(arguments: [
        ("a property twice", [0x21, 0, 5, 0x21, 0, 5], UInt8(0x82)),
        ("Receive Maximum 0", [0x21, 0, 0], 0x82),
        ("Maximum Packet Size 0", [0x27, 0, 0, 0, 0], 0x82),
        ("Request Problem Information 2", [0x17, 2], 0x82),
        ("a property of PUBLISH", [0x01, 1], 0x82),
        ("data without a method", [0x16, 0, 1, 0x63], 0x82),
        ("an unknown property", [0x04, 1], 0x81),
        ("half a property", [0x21, 0], 0x81),
    ])
    func `wrong properties are named [MQTT-3.1.4-1]`(
        what: String, properties: [UInt8], reason: UInt8
    ) {
        #expect(answer(to: v5(2, properties)) == [0x20, 3, 0, reason, 0], "\(what)")
    }

    @Test(arguments: [
        ("bytes behind the payload", UInt8(2), [0, 1, 0x63, 0, 1, 0x63], UInt8(0x81)),
        ("a client identifier with U+0000", 2, [0, 2, 0x63, 0], 0x85),
        ("a client identifier that is no UTF-8", 2, [0, 3, 0xED, 0xA0, 0x80], 0x85),
        ("will QoS 3", 0x1E, [0, 1, 0x63, 0, 0, 1, 0x77, 0, 0], 0x81),
        ("half a will", 0x06, [0, 1, 0x63, 0, 0, 1, 0x77, 0, 5, 1], 0x81),
    ])
    func `a wrong v5 payload is named [MQTT-3.1.4-1]`(
        what: String, flags: UInt8, payload: [UInt8], reason: UInt8
    ) {
        #expect(answer(to: v5(flags, [], payload)) == [0x20, 3, 0, reason, 0], "\(what)")
    }

    @Test func `a user name that is missing and reserved flags close without a word`() {
        #expect(answer(to: v5(0x82)) == [])
        #expect(answer(to: v5(0x03)) == [])
        #expect(answer(to: v5(0x12)) == [])
    }

    @Test(arguments: [6, 7, 0x7F])
    func `a protocol level after 5 is answered in MQTT 5's form [MQTT-3.1.2-2]`(level: UInt8) {
        #expect(answer(to: Self.name + [level, 2, 0, 0, 0, 1, 0x63]) == [0x20, 3, 0, 0x84, 0])
    }

    @Test func `a known level under another name is answered with 1 [MQTT-3.1.2-2]`() {
        #expect(answer(to: Self.name + [3, 2, 0, 0, 0, 1, 0x63]) == [0x20, 2, 0, 1])
        let old: [UInt8] = [0, 6] + Array("MQIsdp".utf8)
        #expect(answer(to: old + [4, 2, 0, 0, 0, 1, 0x63]) == [0x20, 2, 0, 1])
    }

    @Test func `a malformed CONNECT of an older version closes without a word`() {
        #expect(answer(to: Self.name + [4, 2, 0, 0, 0, 2, 0x63, 0]) == [])
        #expect(answer(to: Self.name + [4, 2, 0, 0, 0, 1, 0x63, 9]) == [])
        #expect(answer(to: Self.name + [4, 0x42, 0, 0, 0, 1, 0x63, 0, 1, 0x63]) == [])
        #expect(answer(to: Self.name + [4, 0x1E, 0, 0, 0, 1, 0x63, 0, 1, 0x63, 0, 0]) == [])
    }

    @Test func `an empty identifier that may not be replaced is refused with 0x80 in MQTT 5`() {
        var settings = BrokerSettings.loopbackOnly()
        settings.listeners[0].isZeroLengthClientIDAllowed = false
        let bench = ShardBench(settings: settings)
        let client = bench.connect(Connect(version: .v5, clientID: ""))
        #expect(bench.takeBytes(from: client) == [0x20, 3, 0, 0x80, 0])
        #expect(bench.isClosed(client))
    }

    @Test func `a client that takes no refusal of our length gets none [MQTT-3.1.2-24]`() {
        let bench = ShardBench()
        let client = bench.connect(
            Connect(
                version: .v5, clientID: "c",
                will: Will(topic: String(repeating: "/", count: 200)),
                properties: [.maximumPacketSize(4)]))
        #expect(bench.takeBytes(from: client) == [])
        #expect(bench.closed == [client])
    }

    // MARK: Maximum QoS

    private func limited(to qos: QoS) -> ShardBench {
        var settings = BrokerSettings.loopbackOnly()
        settings.listeners[0].qosMax = qos
        return ShardBench(settings: settings)
    }

    @Test(arguments: [QoS.atMostOnce, .atLeastOnce])
    func `a listener's Maximum QoS is told and enforced [MQTT-3.2.2-9] [MQTT-3.2.2-11]`(
        qos: QoS
    ) throws {
        let bench = limited(to: qos)
        let client = bench.connect(Connect(version: .v5, clientID: "c"))
        guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.properties.list.last { $0 == .maximumQoS(qos) } != nil)
        bench.publish(client, "a", [1], qos, version: .v5)
        _ = try bench.take(from: client, version: .v5)
        #expect(!bench.isClosed(client))
        bench.publish(client, "a", [1], .exactlyOnce, packetID: 2, version: .v5)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x9B])
        let old = try bench.join("o")
        bench.publish(old, "a", [1], .exactlyOnce)
        #expect(bench.takeBytes(from: old) == [])
        #expect(bench.isClosed(old))
    }

    @Test func `SUBSCRIBE of any QoS is accepted all the same [MQTT-3.2.2-10]`() throws {
        let bench = limited(to: .atLeastOnce)
        let client = try bench.join("c", .v5)
        for (qos, granted) in [(QoS.atMostOnce, UInt8(0)), (.atLeastOnce, 1), (.exactlyOnce, 1)] {
            let packets = try bench.subscribe(client, "f\(qos.rawValue)", qos, version: .v5)
            #expect(
                packets == [
                    .suback(
                        SubAck(
                            packetID: try id(77), reasonCodes: [ReasonCode(rawValue: granted)]))
                ])
        }
    }

    @Test func `a will above Maximum QoS is refused [MQTT-3.2.2-12]`() {
        let bench = limited(to: .atLeastOnce)
        let will = Will(topic: "w", qos: .exactlyOnce)
        let client = bench.connect(Connect(version: .v5, clientID: "c", will: will))
        #expect(bench.takeBytes(from: client) == [0x20, 3, 0, 0x9B, 0])
        let old = bench.connect(Connect(version: .v311, clientID: "c", will: will))
        #expect(bench.takeBytes(from: old) == [])
        #expect(bench.closed == [client, old])
    }

    // MARK: Keep alive

    @Test(arguments: [0, 61, 65_535] as [UInt16])
    func `a keep alive of 0 or too much is replaced or refused [MQTT-3.2.2-21]`(
        keepAlive: UInt16
    ) throws {
        let bench = ShardBench { $0.keepAliveSecondsMax = 60 }
        let client = bench.connect(Connect(version: .v5, clientID: "c", keepAlive: keepAlive))
        guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.properties.list.first == .serverKeepAlive(60))
        bench.advance(seconds: 89)
        #expect(!bench.isClosed(client))
        bench.advance(seconds: 1)
        #expect(bench.isClosed(client))
        for version in [ProtocolVersion.v31, .v311] {
            let old = bench.connect(
                Connect(version: version, clientID: "o", keepAlive: keepAlive))
            #expect(bench.takeBytes(from: old) == [0x20, 2, 0, 2])
            #expect(bench.isClosed(old))
        }
    }

    @Test func `a will longer than a payload may be is refused`() {
        let bench = ShardBench { $0.payloadBytesMax = 2 }
        let will = Will(topic: "w", payload: [1, 2, 3])
        let new = bench.connect(Connect(version: .v5, clientID: "c", will: will))
        #expect(bench.takeBytes(from: new) == [0x20, 3, 0, 0x95, 0])
        let old = bench.connect(Connect(version: .v311, clientID: "c", will: will))
        #expect(bench.takeBytes(from: old) == [0x20, 2, 0, 5])
    }
}
