import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: sections 3.12 and 3.14, ping and goodbye` {
    @Test func `[MQTT-3.12.4-1] a PINGREQ without its PINGRESP ends the connection`() async throws {
        let dialogue = try await ClientDialogue.connected {
            $0.keepAlive = .seconds(1)
            $0.pingTimeout = .milliseconds(1)
        }
        try await dialogue.server.expect("C0 00")
        try await dialogue.server.expectEnd()
    }

    @Test func `[MQTT-3.14.1-1] reserved bits in DISCONNECT are a malformed packet`() async throws {
        try await ClientDialogue.expectViolation(.malformedPacket, of: "E4 00")
    }

    @Test func `[MQTT-3.14.2-1] DISCONNECT bears a reason of its own table`() async throws {
        let dialogue = try await ClientDialogue.connected()
        async let end: Void = dialogue.client.disconnect()
        try await dialogue.server.expect("E0 00")
        try await dialogue.server.expectEnd()
        await end
        try await dialogue.connect()
        try await dialogue.server.send("B0 04 00 01 00 01")
        try await dialogue.server.expect("E0 01 82")
        try await dialogue.server.expectEnd()
        for packet in ["E0 01 01", "E0 01 04"] {
            let other = try await ClientDialogue.connected()
            try await other.server.send(packet)
            #expect(try await other.server.expectDisconnect().reasonCode == .protocolError)
        }
    }

    @Test func `[MQTT-3.14.2-2] a server that sets a Session Expiry Interval is left`()
        async throws
    {
        try await ClientDialogue.expectViolation(
            .protocolError, of: "E0 07 8B 05 11 00 00 00 01")
    }

    @Test func `[MQTT-3.14.2-3] [MQTT-3.14.2-4] DISCONNECT fits the smallest server`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.maximumPacketSize(5)]))
        try await dialogue.server.send("90 04 00 01 00 03")
        try await dialogue.server.expect("E0 01 82")
        try await dialogue.server.expectEnd()
    }

    @Test func `[MQTT-3.14.4-1] [MQTT-3.14.4-2] after DISCONNECT nothing is sent but the end`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        let client = dialogue.client
        async let end: Void = client.disconnect()
        #expect(try await dialogue.server.expectDisconnect().reasonCode == .normalDisconnection)
        await end
        await #expect(throws: MQTTClientError.self) { try await client.publish("", to: "t") }
    }

    @Test func `[MQTT-3.14.4-1] after a DISCONNECT for an error nothing is answered any more`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        // A second CONNACK, and in the same segment a message that would be acknowledged.
        try await dialogue.server.send("20 03 00 00 00 32 06 00 01 74 00 05 00")
        #expect(try await dialogue.server.expectDisconnect().reasonCode == .protocolError)
    }

    @Test func `[MQTT-3.14.4-1] after the server's DISCONNECT nothing is sent`() async throws {
        let dialogue = try await ClientDialogue.connected()
        let events = await dialogue.client.connectionEvents()
        try await dialogue.server.send("E0 08 8B 06 1F 00 03 6F 66 66 32 06 00 01 74 00 05 00")
        try await dialogue.server.expectEnd()
        let expected = MQTTClientError.disconnectedByServer(
            server: dialogue.client.configuration.server,
            reason: ApusClient.ReasonCode(rawValue: 0x8B), detail: "off")
        for await event in events {
            #expect(event == .connectionLost(expected))
            break
        }
    }

    @Test func `[MQTT-3.14.4-3] a client that goes on its own says so before it closes`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected { $0.will = Message(topic: "w") }
        async let end: Void = dialogue.client.disconnect()
        #expect(try await dialogue.server.expectDisconnect().reasonCode == .normalDisconnection)
        await end
    }
}
