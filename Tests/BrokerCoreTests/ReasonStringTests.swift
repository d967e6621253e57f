import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct ReasonStringTests {
    private func bench(_ change: (inout BrokerSettings) -> Void = { _ in }) -> ShardBench {
        var settings = BrokerSettings.loopbackOnly()
        settings.limits.payloadBytesMax = 1
        settings.limits.topicLevelsMax = 3
        change(&settings)
        return ShardBench(settings: settings)
    }

    /// Everything that bears an error, in words or without.
    private func answers(_ properties: Properties) throws -> [Packet] {
        let bench = bench()
        let client = try bench.join("c", .v5, properties: properties)
        bench.publish(client, "a", [1, 2], .atLeastOnce, packetID: 1, version: .v5)
        bench.publish(client, "a", [1, 2], .exactlyOnce, packetID: 2, version: .v5)
        try bench.acknowledge(client, Packet.pubrel, 9, version: .v5)
        try bench.acknowledge(client, Packet.pubrec, 9, version: .v5)
        bench.send(
            .subscribe(
                Subscribe(
                    packetID: try id(3),
                    subscriptions: [
                        Subscription("ok", SubscriptionOptions()),
                        Subscription("a/b/c/d", SubscriptionOptions()),
                    ])), version: .v5, from: client)
        bench.publish(client, "a/b/c/d", [], version: .v5)
        return try bench.take(from: client, version: .v5)
    }

    private func reasonString(of packet: Packet) -> String? {
        switch packet {
        case .connack(let body): body.properties.reasonString
        case .puback(let body), .pubrec(let body), .pubrel(let body), .pubcomp(let body):
            body.properties.reasonString
        case .suback(let body): body.properties.reasonString
        case .disconnect(let body): body.properties.reasonString
        default: nil
        }
    }

    @Test func `who asks for problem information gets a sentence with every error`() throws {
        let packets = try answers([.requestProblemInformation(true)])
        #expect(packets.count == 6)
        for packet in packets {
            let text = try #require(reasonString(of: packet), "\(packet)")
            #expect(text.hasSuffix(".") && text.contains(";"), "\(text)")
        }
    }

    @Test(arguments: [[], [.requestProblemInformation(false)]] as [Properties])
    func `nobody else is told reasons in words [MQTT-3.1.2-29]`(properties: Properties) throws {
        let packets = try answers(properties)
        #expect(packets.count == 6)
        #expect(packets.allSatisfy { reasonString(of: $0) == nil })
    }

    @Test func `success has no reason string`() throws {
        let bench = bench()
        let client = bench.connect(
            Connect(version: .v5, clientID: "c", properties: [.requestProblemInformation(true)]))
        bench.publish(client, "a", [1], .exactlyOnce, packetID: 1, version: .v5)
        try bench.acknowledge(client, Packet.pubrel, 1, version: .v5)
        try bench.unsubscribe(client, "none", version: .v5)
        #expect(
            try bench.take(from: client, version: .v5).allSatisfy { reasonString(of: $0) == nil })
    }

    @Test func `a refusing CONNACK says why`() throws {
        let bench = bench()
        bench.verdict = { _ in .badUserNameOrPassword }
        let client = bench.connect(
            Connect(version: .v5, clientID: "c", properties: [.requestProblemInformation(true)]))
        guard case .connack(let connAck) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.properties.reasonString == "User name or password is wrong; check both.")
    }

    @Test func `no reason string exceeds the client's packet size [MQTT-3.14.2-3] [MQTT-3.4.2-2]`()
        throws
    {
        let bench = bench()
        let client = try bench.join(
            "c", .v5, properties: [.requestProblemInformation(true), .maximumPacketSize(40)])
        bench.publish(client, "a", [1, 2], .atLeastOnce, packetID: 1, version: .v5)
        bench.publish(client, "a/b/c/d", [], version: .v5)
        #expect(bench.takeBytes(from: client) == [0x40, 3, 0, 1, 0x97, 0xE0, 1, 0x90])
    }

    // MARK: Payload format

    private func checking() -> ShardBench {
        var settings = BrokerSettings.loopbackOnly()
        settings.checksPayloadFormat = true
        return ShardBench(settings: settings)
    }

    @Test func `a payload that is not the UTF-8 it claims is refused when that is checked`() throws
    {
        let bench = checking()
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "#")
        let client = try bench.join("c", .v5)
        let claim: Properties = [.payloadFormatIndicator(.utf8)]
        let wrong: [UInt8] = [0x61, 0xFF]
        bench.publish(client, "a", wrong, .atLeastOnce, version: .v5, properties: claim)
        bench.publish(
            client, "a", wrong, .exactlyOnce, packetID: 2, version: .v5, properties: claim)
        #expect(
            try bench.take(from: client, version: .v5) == [
                .puback(try ack(1, .payloadFormatInvalid)),
                .pubrec(try ack(2, .payloadFormatInvalid)),
            ])
        // U+0000 is a character of a payload.
        bench.publish(client, "a", [0xC3, 0xA4, 0], version: .v5, properties: claim)
        bench.publish(client, "a", wrong, version: .v5)
        #expect(try bench.payloads(from: subscriber) == [[0xC3, 0xA4, 0], wrong])
        bench.publish(client, "a", wrong, version: .v5, properties: claim)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x99])
        #expect(bench.endReason(of: client) == .payloadFormatInvalid)
        #expect(try bench.payloads(from: subscriber) == [])
    }

    @Test func `a will that is not the UTF-8 it claims is refused when that is checked`() {
        let will = Will(
            topic: "w", payload: [0xFF], properties: [.payloadFormatIndicator(.utf8)])
        let bench = checking()
        let client = bench.connect(Connect(version: .v5, clientID: "c", will: will))
        #expect(bench.takeBytes(from: client) == [0x20, 3, 0, 0x99, 0])
    }

    @Test func `payloads are not checked unless asked to`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        try bench.subscribe(client, "a", version: .v5)
        bench.publish(
            client, "a", [0xFF], version: .v5, properties: [.payloadFormatIndicator(.utf8)])
        #expect(
            try bench.publishes(from: client, version: .v5).map(\.properties) == [
                [.payloadFormatIndicator(.utf8)]
            ])
    }
}
