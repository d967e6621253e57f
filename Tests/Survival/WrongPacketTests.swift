import BrokerCore
import MQTTPackets
import Testing

@Suite struct WrongPacketTests {
    typealias WrongPacket = (name: String, bytes: [UInt8], v5ReasonCode: UInt8)

    /// What killed other brokers: bytes of a client, and whether they come before CONNECT.
    private static let wrong: [WrongPacket] = [
        ("CONNACK from a client", [0x20, 2, 0, 0], 0x82),
        ("SUBACK from a client", [0x90, 3, 0, 1, 0], 0x82),
        ("UNSUBACK from a client", [0xB0, 2, 0, 1], 0x82),
        ("PINGRESP from a client", [0xD0, 0], 0x82),
        ("reserved type 0", [0x00, 0], 0x81),
        ("type 15", [0xF0, 0], 0x82),
        ("a second CONNECT", Bytes.connect("c"), 0x82),
        ("an empty topic", [0x30, 4, 0, 0, 0, 1], 0x82),
    ]

    @Test(arguments: wrong, [ProtocolVersion.v311, .v5])
    func `case 5: what must not come from a client ends its connection only`(
        packet: WrongPacket, version: ProtocolVersion
    ) {
        let bench = QuietBench()
        let healthy = bench.join("healthy")
        let client = bench.join("c", version)
        bench.send(packet.bytes, from: client)
        #expect(bench.isClosed(client))
        #expect(
            bench.take(from: client) == (version == .v5 ? [0xE0, 1, packet.v5ReasonCode] : []))
        expectHealthy(healthy, bench)
    }

    @Test(
        arguments: [
            Bytes.publish("t"), [0x20, 2, 0, 0], [0xC0, 0], [0xE0, 0], [0x00, 0], [0xF0, 0],
            Bytes.subscribe("t"), Bytes.unsubscribe("t"), Bytes.acknowledgement(0x62, 1),
        ] as [[UInt8]])
    func `case 5: what comes before CONNECT ends its connection without an answer`(
        bytes: [UInt8]
    ) {
        let bench = QuietBench()
        let healthy = bench.join("healthy")
        let client = bench.open()
        bench.send(bytes, from: client)
        #expect(bench.isClosed(client))
        #expect(bench.take(from: client) == [])
        expectHealthy(healthy, bench)
        #expect(bench.shard.census().connections == 1)
    }

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `case 5: topics that begin with a dollar sign are topics, hidden from wildcards`(
        version: ProtocolVersion
    ) {
        let bench = QuietBench()
        let client = bench.join("c", version)
        let exact = bench.join("exact")
        let wild = bench.join("wild")
        for topic in ["$x", "$", "$/", "$SYSX", "$sys/x", "$share", "$share/g/t", "$queue/t"] {
            for filter in ["#", "+", "+/#", "+/+"] {
                bench.send(Bytes.subscribe(filter), from: wild)
            }
            if !topic.hasPrefix("$share/") { bench.send(Bytes.subscribe(topic), from: exact) }
            _ = (bench.take(from: wild), bench.take(from: exact))
            bench.send(Bytes.publish(topic, version: version), from: client)
            #expect(bench.take(from: wild) == [])
            let isSubscribed = !topic.hasPrefix("$share/")
            #expect(bench.take(from: exact) == (isSubscribed ? Bytes.publish(topic) : []))
        }
        #expect(!bench.isClosed(client))
    }

    private func expectHealthy(_ client: ConnectionSlot, _ bench: QuietBench) {
        bench.send(Bytes.pingreq, from: client)
        #expect(bench.take(from: client) == Bytes.pingresp)
    }
}
