import BrokerCore
import MQTTPackets
import MQTTProbe
import SeededRandom
import Testing

@Suite struct MalformedTests {
    /// Bytes after CONNECT and what v5 calls them.
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var reasonCode: UInt8
    }

    static let cases: [Case] = [
        Case(testDescription: "packet type 0", bytes: [0x00, 0], reasonCode: 0x81),
        Case(testDescription: "QoS 3", bytes: [0x36, 5, 0, 1, 0x61, 0, 1], reasonCode: 0x81),
        Case(
            testDescription: "length of five bytes", bytes: [0x30, 0x80, 0x80, 0x80, 0x80, 1],
            reasonCode: 0x81),
        Case(testDescription: "PINGREQ with a body", bytes: [0xC0, 1, 0], reasonCode: 0x81),
        Case(testDescription: "PUBREL flags", bytes: [0x60, 2, 0, 1], reasonCode: 0x81),
        Case(testDescription: "PUBACK identifier 0", bytes: [0x40, 2, 0, 0], reasonCode: 0x81),
        Case(
            testDescription: "wildcard in a topic name", bytes: [0x30, 4, 0, 1, 0x23, 0],
            reasonCode: 0x81),
        Case(
            testDescription: "topic longer than its packet", bytes: [0x30, 3, 0, 9, 0x61],
            reasonCode: 0x81),
        Case(testDescription: "PUBLISH without a body", bytes: [0x30, 0], reasonCode: 0x81),
        Case(
            testDescription: "DUP on QoS 0", bytes: [0x38, 4, 0, 1, 0x61, 0], reasonCode: 0x81),
        Case(testDescription: "CONNACK", bytes: [0x20, 2, 0, 0], reasonCode: 0x82),
        Case(testDescription: "PINGRESP", bytes: [0xD0, 0], reasonCode: 0x82),
        Case(testDescription: "SUBACK", bytes: [0x90, 3, 0, 1, 0], reasonCode: 0x82),
        Case(testDescription: "AUTH", bytes: [0xF0, 0], reasonCode: 0x82),
    ]

    @Test(arguments: cases)
    func `broken bytes end v5 with a reason and v3 in silence [MQTT-4.13.1-1]`(
        broken: Case
    ) throws {
        for version in [ProtocolVersion.v31, .v311, .v5] {
            let bench = ShardBench()
            let client = try bench.join("c", version)
            bench.send(broken.bytes, from: client)
            #expect(bench.isClosed(client))
            #expect(
                bench.takeBytes(from: client)
                    == (version == .v5 ? [0xE0, 1, broken.reasonCode] : []))
        }
    }

    @Test(
        arguments: [
            ([0x30, 7, 0, 0, 3, 0x23, 0, 1, 9], 0x82),  // an alias that stands for nothing yet
            ([0x30, 5, 0, 0, 0, 1, 2], 0x82),  // neither topic nor alias
            ([0x30, 7, 0, 1, 0x61, 2, 0x0B, 5, 9], 0x82),  // a subscription identifier of a client
            ([0x30, 0x85, 0, 0, 1, 0x61, 0, 9], 0x81),  // a length that is padded
            ([0x82, 3, 0, 1, 0], 0x82),  // SUBSCRIBE of nothing
        ] as [([UInt8], UInt8)])
    func `v5 frames that break its own rules`(bytes: [UInt8], reasonCode: UInt8) throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        bench.send(bytes, from: client)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, reasonCode])
        #expect(bench.isClosed(client))
    }

    @Test func `packets before a broken one are acted on`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        bench.send([0xC0, 0, 0x00, 0, 0xC0, 0], from: client)
        #expect(bench.takeBytes(from: client) == [0xD0, 0, 0xE0, 1, 0x81])
    }

    @Test(arguments: 1...200)
    func `random bytes trap nowhere`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let version: ProtocolVersion = seed % 2 == 0 ? .v5 : .v311
        let bench = ShardBench { $0.packetBytesMax = 500 }
        let types: [UInt8] = [0x30, 0x32, 0x34, 0x3D, 0x40, 0x50, 0x62, 0x70, 0x82, 0xA2, 0xE0]
        for _ in 0..<40 {
            let client = try bench.join("c", version, isClean: false)
            for _ in 0..<5 {
                let length = Int.random(in: 0..<24, using: &random)
                let type = types.randomElement(using: &random) ?? 0
                var body = (0..<length).map { _ in
                    UInt8.random(in: 0...(Bool.random(using: &random) ? 4 : 255), using: &random)
                }
                if length > 0 { body[0] = 0 }
                bench.send([type, UInt8(length)] + body, from: client)
            }
            if Bool.random(using: &random) { bench.lose(client) }
            bench.advance(seconds: 1)
        }
    }
}
