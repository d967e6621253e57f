import BrokerCore
import MQTTPackets
import Testing

@Suite struct EarlyEndTests {
    @Test(arguments: EarlyPacket.all)
    func `case 8: a packet that ends too early ends its connection only`(packet: EarlyPacket) {
        let bench = QuietBench()
        let healthy = bench.join("healthy")
        let client = bench.join("c", packet.version)
        bench.send(packet.bytes, from: client)
        #expect(bench.isClosed(client))
        let answer = bench.take(from: client)
        // Malformed, or against the protocol.
        let answers: [[UInt8]] =
            packet.version == .v5 ? [[0xE0, 1, 0x81], [0xE0, 1, 0x82]] : [[]]
        #expect(answers.contains(answer))
        bench.send(Bytes.pingreq, from: healthy)
        #expect(bench.take(from: healthy) == Bytes.pingresp)
    }

    @Test func `case 8: a CONNECT that ends too early ends its connection only`() {
        let will = Will(topic: "w", payload: [1], properties: [.willDelayInterval(1)])
        for version in [ProtocolVersion.v31, .v311, .v5] {
            let whole = Bytes.of(
                .connect(
                    Connect(
                        version: version, clientID: "c", will: will, userName: "u",
                        password: [1])), version)
            for end in 0..<whole.count - 2 {
                let bench = QuietBench()
                let client = bench.open()
                bench.send(Bytes.frame(0x10, Array(whole[2..<2 + end])), from: client)
                // 3.1 may leave out user name and password, whatever its flags say.
                if version != .v31 { #expect(bench.isClosed(client)) }
                #expect(bench.isClosed(client) == (bench.shard.census().connections == 0))
            }
        }
    }
}
