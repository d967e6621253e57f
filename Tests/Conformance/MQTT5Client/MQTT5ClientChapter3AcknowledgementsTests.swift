import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: sections 3.4 to 3.7, acknowledgements` {
    @Test func `[MQTT-3.4.2-1] [MQTT-3.4.2-2] [MQTT-3.4.2-3] PUBACK is in its shortest form`()
        async throws
    {
        let dialogue = try await tiny()
        let server = dialogue.server
        try await server.send("32 06 00 01 74 00 05 00")
        try await server.expect("40 02 00 05")
    }

    @Test func `[MQTT-3.5.2-1] [MQTT-3.5.2-2] [MQTT-3.5.2-3] PUBREC is in its shortest form`()
        async throws
    {
        let dialogue = try await tiny()
        let server = dialogue.server
        try await server.send("34 06 00 01 74 00 05 00")
        try await server.expect("50 02 00 05")
    }

    @Test func `[MQTT-3.6.1-1] PUBREL bears the flags 0010, and others end the connection`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        _ = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
        try await dialogue.server.expectPublish()
        try await dialogue.server.send("50 02 00 01")
        try await dialogue.server.expect("62 02 00 01")
        try await dialogue.expectViolation(.malformedPacket, of: "60 02 00 05")
    }

    @Test
    func `[MQTT-3.6.2-1] [MQTT-3.6.2-2] [MQTT-3.6.2-3] PUBREL has a reason only if it failed`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        _ = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
        try await dialogue.server.expectPublish()
        try await dialogue.server.send("50 02 00 01")
        try await dialogue.server.expect("62 02 00 01")
        try await dialogue.server.send("50 02 00 09")
        try await dialogue.server.expect("62 03 00 09 92")
    }

    @Test
    func `[MQTT-3.7.2-1] [MQTT-3.7.2-2] [MQTT-3.7.2-3] PUBCOMP has a reason only if it failed`()
        async throws
    {
        let dialogue = try await tiny()
        let server = dialogue.server
        try await server.send("34 06 00 01 74 00 05 00")
        try await server.expect("50 02 00 05")
        try await server.send("62 02 00 05")
        try await server.expect("70 02 00 05")
        try await server.send("62 02 00 05")
        try await server.expect("70 03 00 05 92")
    }

    @Test(arguments: [
        ("40", "92"), ("50", "92"), ("62", "80"), ("70", "10"),
    ])
    func `a reason code of another packet is a protocol error`(
        type: String, reason: String
    ) async throws {
        try await ClientDialogue.expectViolation(
            .protocolError, of: "\(type) 03 00 01 \(reason)")
    }

    /// A client whose server takes packets of five bytes at most.
    private func tiny() async throws -> ClientDialogue {
        try await ClientDialogue.connected(answer: ConnAck(properties: [.maximumPacketSize(5)]))
    }
}
