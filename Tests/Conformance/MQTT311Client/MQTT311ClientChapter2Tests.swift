import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 3.1.1 client: chapter 2, packet format` {
    @Test func `[MQTT-2.2.2-1] reserved flags are sent as the table says`() async throws {
        let dialogue = try await ClientDialogue(.v311)
        async let greeting = dialogue.client.connect()
        let server = dialogue.server
        #expect(try await server.nextBytes().first == 0x10)
        try await server.send("20 02 00 00")
        _ = try await greeting
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
        #expect(try await server.nextBytes().first == 0x34)
        try await server.send("50 02 00 01")
        #expect(try await server.nextBytes().first == 0x62)
        try await server.send("70 02 00 01")
        _ = try await delivery.completion()
        try await server.send("32 05 00 01 75 00 01")
        #expect(try await server.nextBytes().first == 0x40)
        try await server.send("34 05 00 01 75 00 01")
        #expect(try await server.nextBytes().first == 0x50)
        try await server.send("62 02 00 01")
        #expect(try await server.nextBytes().first == 0x70)
        async let end: Void = dialogue.client.disconnect()
        #expect(try await server.nextBytes() == [0xE0, 0x00])
        await end
    }

    @Test(arguments: ["41 02 00 01", "D1 00", "91 03 00 01 00", "60 02 00 01", "B1 02 00 01"])
    func `[MQTT-2.2.2-2] invalid flags end the connection`(packet: String) async throws {
        try await ClientDialogue.expectEnd(after: packet)
    }

    @Test func `[MQTT-2.3.1-1] [MQTT-2.3.1-2] all kinds of packets share unused identifiers`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        let (client, server) = (dialogue.client, dialogue.server)
        _ = try await client.send(Message(topic: "t", qos: .atLeastOnce))
        try await server.expect("32 05 00 01 74 00 01")
        async let subscription = client.subscribe(to: "t")
        #expect(try await server.expectSubscribe().packetID.rawValue == 2)
        async let reasons = client.unsubscribe(from: ["u"])
        #expect(try await server.expectUnsubscribe().packetID.rawValue == 3)
        _ = try await client.send(Message(topic: "t", qos: .exactlyOnce))
        try await server.expect("34 05 00 01 74 00 04")
        try await server.send("90 03 00 02 00")
        try await server.send("B0 02 00 03")
        _ = try await (subscription, reasons)
    }

    @Test func `[MQTT-2.3.1-3] a packet that is sent again keeps its identifier`() async throws {
        let dialogue = try await ClientDialogue.returning(.v311)
        let (client, server) = (dialogue.client, dialogue.server)
        let delivery = try await client.send(Message(topic: "t", qos: .exactlyOnce))
        let id = try await server.expectPublish().packetID
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        #expect(try await server.expectPublish().packetID == id)
        // The identifier is in use until PUBCOMP.
        _ = try await client.send(Message(topic: "t", qos: .atLeastOnce))
        #expect(try await server.expectPublish().packetID != id)
        try await server.send("50 02 00 01")
        #expect(try await server.expectAcknowledgement(.pubrel).packetID == id)
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        #expect(try await server.expectPublish().packetID != id)
        #expect(try await server.expectAcknowledgement(.pubrel).packetID == id)
        try await server.send("70 02 00 01")
        #expect(try await delivery.completion() == .success)
    }

    @Test func `[MQTT-2.3.1-5] a QoS 0 PUBLISH has no packet identifier`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        try await dialogue.client.publish("x", to: "t")
        try await dialogue.server.expect("30 04 00 01 74 78")
    }

    @Test func `[MQTT-2.3.1-6] every acknowledgement bears the identifier of its PUBLISH`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        let server = dialogue.server
        try await server.send("32 05 00 01 74 12 34")
        try await server.expect("40 02 12 34")
        try await server.send("34 05 00 01 74 56 78")
        try await server.expect("50 02 56 78")
        try await server.send("62 02 56 78")
        try await server.expect("70 02 56 78")
    }

    @Test func `[MQTT-2.3.1-7] an answer with another identifier answers nothing`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        async let subscription = dialogue.client.subscribe(to: "t")
        try await dialogue.server.expectSubscribe()
        try await dialogue.server.send("90 03 00 09 80")
        try await dialogue.server.send("90 03 00 01 00")
        #expect(try await subscription.granted == [.success])
    }
}
