import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 3.1.1 client: chapter 1, data representation` {
    @Test(arguments: ["ED A0 80", "C0 AF 61", "FF 61 61"])
    func `[MQTT-1.5.3-1] ill-formed UTF-8 ends the connection`(text: String) async throws {
        try await ClientDialogue.expectEnd(after: "30 05 00 03 \(text)")
    }

    @Test func `[MQTT-1.5.3-1] text goes out as well-formed UTF-8`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        try await dialogue.client.publish("", to: "é\u{1F600}")
        try await dialogue.server.expect("30 08 00 06 C3 A9 F0 9F 98 80")
    }

    @Test func `[MQTT-1.5.3-2] U+0000 ends the connection`() async throws {
        try await ClientDialogue.expectEnd(after: "30 03 00 01 00")
    }

    @Test func `[MQTT-1.5.3-2] U+0000 is never sent`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        let client = dialogue.client
        try await dialogue.expectInvalid { try await client.publish("", to: "a\0") }
        try await dialogue.expectInvalid { _ = try await client.subscribe(to: "a\0") }
    }

    @Test func `[MQTT-1.5.3-3] U+FEFF is kept wherever it stands`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        try await dialogue.client.publish("", to: "\u{FEFF}a\u{FEFF}")
        try await dialogue.server.expect("30 09 00 07 EF BB BF 61 EF BB BF")
        let subscription = try await dialogue.subscribe("#")
        try await dialogue.server.send("30 09 00 07 EF BB BF 61 EF BB BF")
        let topic = try await subscription.first().topic
        #expect(Array(topic.utf8) == [0xEF, 0xBB, 0xBF, 0x61, 0xEF, 0xBB, 0xBF])
    }
}
