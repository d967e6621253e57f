import BrokerCore
import MQTTPackets

/// A little of everything that clients do, with time passing: whatever the settings, nothing of it
/// may trap.
enum EverydayTraffic {
    static func pass(through bench: QuietBench) {
        for version in [ProtocolVersion.v31, .v311, .v5] {
            pass(through: bench, version)
            bench.advance(seconds: 40)
        }
        bench.advance(seconds: 400_000)
    }

    private static func pass(through bench: QuietBench, _ version: ProtocolVersion) {
        let properties: Properties =
            version == .v5 ? [.sessionExpiryInterval(30), .receiveMaximum(2)] : []
        let will = Will(
            topic: "w", payload: [1], qos: .atLeastOnce, isRetained: true,
            properties: version == .v5 ? [.willDelayInterval(5), .messageExpiryInterval(1)] : [])
        let subscriber = bench.join("s", version, isClean: false, properties: properties)
        for (filter, qos) in [("a", UInt8(0)), ("+/b", 1), ("a/#", 2), ("$x", 1)] {
            bench.send(Bytes.subscribe(filter, qos, version: version), from: subscriber)
        }
        let publisher = bench.join("p", version, keepAlive: 1, will: will)
        publishAll(bench, version, publisher)
        _ = bench.take(from: subscriber)
        for packetID in UInt16(1)...9 {
            for type in [UInt8(0x40), 0x50, 0x62, 0x70] {
                bench.send(Bytes.acknowledgement(type, packetID), from: subscriber)
                bench.send(Bytes.acknowledgement(type, packetID), from: publisher)
            }
        }
        bench.lose(subscriber)
        let second = bench.join("p", version)  // takes over
        publishAll(bench, version, second)
        bench.advance(milliseconds: 1_500)
        let again = bench.join("s", version, isClean: false, properties: properties)
        bench.blocked.insert(again)
        publishAll(bench, version, second)
        _ = bench.trickle(7, to: again)
        bench.send(Bytes.pingreq, from: again)
        bench.send(Bytes.unsubscribe("a/#", version: version), from: again)
        _ = bench.trickle(.max, to: again)
        bench.send([0xE0, 0], from: second)
        bench.lose(again)
    }

    private static func publishAll(
        _ bench: QuietBench, _ version: ProtocolVersion, _ publisher: ConnectionSlot
    ) {
        for number in UInt16(1)...9 {
            let topic = ["a", "a/b", "$x"][Int(number) % 3]
            bench.send(
                Bytes.publish(
                    topic, [UInt8](repeating: 1, count: Int(number)), UInt8(number % 3),
                    packetID: number, version: version, isRetained: number > 6),
                from: publisher)
        }
    }
}
