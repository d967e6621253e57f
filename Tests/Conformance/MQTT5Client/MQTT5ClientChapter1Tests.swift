import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: chapter 1, data representation` {
    @Test(arguments: ["ED A0 80", "C0 AF 61", "FF 61 61"])
    func `[MQTT-1.5.4-1] ill-formed UTF-8 is a malformed packet`(text: String) async throws {
        try await ClientDialogue.expectViolation(.malformedPacket, of: "30 06 00 03 \(text) 00")
    }

    @Test func `[MQTT-1.5.4-1] text goes out as well-formed UTF-8`() async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.client.publish("", to: "é\u{1F600}")
        try await dialogue.server.expect("30 09 00 06 C3 A9 F0 9F 98 80 00")
    }

    @Test func `[MQTT-1.5.4-2] U+0000 is a malformed packet`() async throws {
        try await ClientDialogue.expectViolation(.malformedPacket, of: "30 04 00 01 00 00")
    }

    @Test func `[MQTT-1.5.4-2] U+0000 is never sent`() async throws {
        let dialogue = try await ClientDialogue.connected()
        let client = dialogue.client
        try await dialogue.expectInvalid { try await client.publish("", to: "a\0") }
        try await dialogue.expectInvalid { _ = try await client.subscribe(to: "a\0") }
        try await dialogue.expectInvalid { try await client.unsubscribe(from: ["a\0"]) }
        let message = Message(topic: "a", properties: MessageProperties(contentType: "\0"))
        try await dialogue.expectInvalid { try await client.publish(message) }
    }

    @Test func `[MQTT-1.5.4-3] U+FEFF is kept wherever it stands`() async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.client.publish("", to: "\u{FEFF}a\u{FEFF}")
        try await dialogue.server.expect("30 0A 00 07 EF BB BF 61 EF BB BF 00")
        let subscription = try await dialogue.subscribe("#")
        try await dialogue.server.send("30 0A 00 07 EF BB BF 61 EF BB BF 00")
        let topic = try await subscription.first().topic
        #expect(Array(topic.utf8) == [0xEF, 0xBB, 0xBF, 0x61, 0xEF, 0xBB, 0xBF])
    }

    @Test(arguments: [(124, [127]), (125, [0x80, 1]), (16_380, [0xFF, 0x7F])])
    func `[MQTT-1.5.5-1] lengths take as few bytes as they can`(
        payloadLength: Int, length: [UInt8]
    ) async throws {
        let dialogue = try await ClientDialogue.connected()
        let payload = [UInt8](repeating: 1, count: payloadLength - 1)
        try await dialogue.client.publish(payload, to: "t")
        let bytes = try await dialogue.server.nextBytes()
        #expect(Array(bytes.prefix(1 + length.count)) == [0x30] + length)
    }

    @Test(arguments: ["D0 80 00", "30 85 00 00 01 74 00 78", "30 06 00 01 74 80 00 78"])
    func `[MQTT-1.5.5-1] a length in more bytes than needed is malformed`(
        packet: String
    ) async throws {
        try await ClientDialogue.expectViolation(.malformedPacket, of: packet)
    }

    @Test(arguments: ["26 00 01 61 00 01 FF", "26 00 01 FF 00 01 61", "26 00 01 61 00 01 00"])
    func `[MQTT-1.5.7-1] both strings of a user property must be legal`(
        property: String
    ) async throws {
        try await ClientDialogue.expectViolation(
            .malformedPacket, of: "30 0B 00 01 74 07 \(property)")
    }

    @Test(arguments: [("a\0", "b"), ("a", "\0b")])
    func `[MQTT-1.5.7-1] an illegal user property is never sent`(
        name: String, value: String
    ) async throws {
        let dialogue = try await ClientDialogue.connected()
        let properties = MessageProperties(userProperties: [UserProperty(name, value)])
        try await dialogue.expectInvalid {
            try await dialogue.client.publish(Message(topic: "t", properties: properties))
        }
    }
}
