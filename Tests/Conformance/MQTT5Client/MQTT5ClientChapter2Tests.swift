import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: chapter 2, packet format` {
    @Test func `[MQTT-2.1.3-1] reserved flags are sent as the table says`() async throws {
        let dialogue = try await ClientDialogue()
        async let greeting = dialogue.client.connect()
        let server = dialogue.server
        #expect(try await server.nextBytes().first == 0x10)
        try await server.send("20 03 00 00 00")
        _ = try await greeting
        async let subscription = dialogue.client.subscribe(to: "t")
        #expect(try await server.nextBytes().first == 0x82)
        try await server.send("90 04 00 01 00 00")
        _ = try await subscription
        async let reasons = dialogue.client.unsubscribe(from: ["t"])
        #expect(try await server.nextBytes().first == 0xA2)
        try await server.send("B0 04 00 02 00 00")
        _ = try await reasons
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
        #expect(try await server.nextBytes().first == 0x34)
        try await server.send("50 02 00 03")
        #expect(try await server.nextBytes().first == 0x62)
        try await server.send("70 02 00 03")
        _ = try await delivery.completion()
        try await server.send("32 06 00 01 75 00 01 00")
        #expect(try await server.nextBytes().first == 0x40)
        try await server.send("34 06 00 01 75 00 01 00")
        #expect(try await server.nextBytes().first == 0x50)
        try await server.send("62 02 00 01")
        #expect(try await server.nextBytes().first == 0x70)
        async let end: Void = dialogue.client.disconnect()
        #expect(try await server.nextBytes() == [0xE0, 0x00])
        await end
    }

    @Test(arguments: ["41 02 00 01", "D1 00", "91 04 00 01 00 00", "60 02 00 01", "E1 00"])
    func `[MQTT-2.1.3-1] other flags are a malformed packet`(packet: String) async throws {
        try await ClientDialogue.expectViolation(.malformedPacket, of: packet)
    }

    @Test func `[MQTT-2.2.1-2] a QoS 0 PUBLISH has no packet identifier`() async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.client.publish("x", to: "t")
        try await dialogue.server.expect("30 05 00 01 74 00 78")
    }

    @Test func `[MQTT-2.2.1-3] all kinds of packets share identifiers that are not in use`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        let (client, server) = (dialogue.client, dialogue.server)
        let first = try await client.send(Message(topic: "t", qos: .atLeastOnce))
        #expect(try await server.expectPublish().packetID?.rawValue == 1)
        async let subscription = client.subscribe(to: "t")
        #expect(try await server.expectSubscribe().packetID.rawValue == 2)
        async let reasons = client.unsubscribe(from: ["u"])
        #expect(try await server.expectUnsubscribe().packetID.rawValue == 3)
        _ = try await client.send(Message(topic: "t", qos: .exactlyOnce))
        #expect(try await server.expectPublish().packetID?.rawValue == 4)
        try await server.send("90 04 00 02 00 00")
        try await server.send("B0 04 00 03 00 00")
        try await server.send("40 02 00 01")
        _ = try await (subscription, reasons, first.completion())
    }

    @Test func `[MQTT-2.2.1-3] identifiers in use are left out when the numbers run round`() {
        var ids = PacketIDs()
        let first = ids.allocate()
        #expect(first?.rawValue == 1)
        for _ in 2...UInt16.max {
            guard let id = ids.allocate() else { break }
            ids.release(id)
        }
        let next = ids.allocate()
        #expect(next?.rawValue == 2)
    }

    @Test func `[MQTT-2.2.1-5] every acknowledgement bears the identifier of its PUBLISH`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        let server = dialogue.server
        try await server.send("32 06 00 01 74 12 34 00")
        try await server.expect("40 02 12 34")
        try await server.send("34 06 00 01 74 56 78 00")
        try await server.expect("50 02 56 78")
        try await server.send("62 02 56 78")
        try await server.expect("70 02 56 78")
        _ = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
        try await server.expectPublish()
        try await server.send("50 02 00 01")
        try await server.expect("62 02 00 01")
    }

    @Test func `[MQTT-2.2.1-6] an answer with another identifier answers nothing`() async throws {
        let dialogue = try await ClientDialogue.connected()
        async let subscription = dialogue.client.subscribe(to: "t")
        try await dialogue.server.expectSubscribe()
        try await dialogue.server.send("90 04 00 09 00 80")
        try await dialogue.server.send("90 04 00 01 00 00")
        #expect(try await subscription.granted == [.success])
    }

    @Test func `[MQTT-2.2.2-1] no properties are a Property Length of zero`() async throws {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.subscriptionIdentifiersAvailable(false)])
        ) { $0.will = Message(topic: "w") }
        try await dialogue.client.publish("", to: "t")
        try await dialogue.server.expect("30 04 00 01 74 00")
        async let subscription = dialogue.client.subscribe(to: "t")
        try await dialogue.server.expect("82 07 00 01 00 00 01 74 00")
        try await dialogue.server.send("90 04 00 01 00 00")
        _ = try await subscription
        async let reasons = dialogue.client.unsubscribe(from: ["t"])
        try await dialogue.server.expect("A2 06 00 02 00 00 01 74")
        try await dialogue.server.send("B0 04 00 02 00 00")
        _ = try await reasons
    }
}
