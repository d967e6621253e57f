import MQTTPackets
import Testing

/// What only a bug of ours can ask for stops the process instead of going on the wire.
@Suite struct PreconditionTests {
    @Test func `QoS 1 without a packet identifier is never written`() async {
        await #expect(processExitsWith: .failure) {
            _ = Wire.encode(.publish(Publish(topic: "a", qos: .atLeastOnce)))
        }
    }

    @Test func `a string of 65,536 bytes is never written`() async {
        await #expect(processExitsWith: .failure) {
            let topic = String(repeating: "a", count: 65_536)
            _ = Wire.encode(.publish(Publish(topic: topic)))
        }
    }

    @Test func `an empty SUBSCRIBE is never written`() async {
        await #expect(processExitsWith: .failure) {
            let subscribe = Subscribe(packetID: try Samples.packetID(1), subscriptions: [])
            _ = Wire.encode(.subscribe(subscribe))
        }
    }
}

@Test func `a string of 65,535 bytes is written and read`() throws {
    let topic = String(repeating: "a", count: 65_535)
    let packet = Packet.publish(Publish(topic: topic))
    #expect(try Wire.decode(Wire.encode(packet)) == packet)
}
