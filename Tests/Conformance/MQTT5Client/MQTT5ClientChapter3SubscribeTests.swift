import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: sections 3.8 to 3.11, subscriptions` {
    @Test func `[MQTT-3.8.1-1] [MQTT-3.8.3-1] SUBSCRIBE has its flags and UTF-8 filters`()
        async throws
    {
        let dialogue = try await plain()
        async let subscription = dialogue.client.subscribe(to: "é/+")
        try await dialogue.server.expect("82 0A 00 01 00 00 04 C3 A9 2F 2B 00")
        try await dialogue.server.send("90 04 00 01 00 00")
        _ = try await subscription
    }

    @Test func `[MQTT-3.8.3-2] a SUBSCRIBE without filters is not sent`() async throws {
        let dialogue = try await plain()
        try await dialogue.expectInvalid { _ = try await dialogue.client.subscribe(to: []) }
    }

    @Test func `[MQTT-3.8.3-3] [MQTT-3.8.3-5] options have their bits, and reserved ones are 0`()
        async throws
    {
        let dialogue = try await plain()
        let filters = [
            ApusClient.TopicFilter("a", qos: .exactlyOnce, excludesOwnMessages: true),
            ApusClient.TopicFilter("b", qos: .atLeastOnce, keepsRetainFlag: true),
            ApusClient.TopicFilter("c", retainedMessages: .ifNew),
            ApusClient.TopicFilter("d", retainedMessages: .never),
        ]
        async let subscription = dialogue.client.subscribe(to: filters)
        try await dialogue.server.expect(
            "82 13 00 01 00 00 01 61 06 00 01 62 09 00 01 63 10 00 01 64 20")
        try await dialogue.server.send("90 07 00 01 00 02 01 00 00")
        _ = try await subscription
    }

    @Test func `[MQTT-3.8.3-4] No Local on a shared subscription is not sent`() async throws {
        let dialogue = try await plain()
        let filter = ApusClient.TopicFilter("$share/g/a", excludesOwnMessages: true)
        try await dialogue.expectInvalid { _ = try await dialogue.client.subscribe(to: filter) }
    }

    @Test(arguments: ["90 04 00 01 00 00", "90 06 00 01 00 00 00 00"])
    func `[MQTT-3.8.4-6] a SUBACK needs a reason for each filter`(answer: String) async throws {
        let dialogue = try await plain()
        let subscription = Task { try await dialogue.client.subscribe(to: ["a", "b"]) }
        try await dialogue.server.expectSubscribe()
        try await dialogue.expectViolation(.protocolError, of: answer)
        let error = await #expect(throws: MQTTClientError.self) { _ = try await subscription.value }
        #expect(error?.isViolation == true)
    }

    @Test func `[MQTT-3.8.4-1] an UNSUBACK does not answer a SUBSCRIBE`() async throws {
        let dialogue = try await plain()
        let subscription = Task { try await dialogue.client.subscribe(to: "a") }
        try await dialogue.server.expectSubscribe()
        try await dialogue.expectViolation(.protocolError, of: "B0 04 00 01 00 00")
        await #expect(throws: MQTTClientError.self) { _ = try await subscription.value }
    }

    @Test func `[MQTT-3.9.3-1] the reasons are those of the filters in their order`() async throws {
        let dialogue = try await plain()
        async let subscription = dialogue.client.subscribe(to: ["a", "b", "c"])
        try await dialogue.server.expectSubscribe()
        try await dialogue.server.send("90 06 00 01 00 00 02 01")
        #expect(try await subscription.granted.map(\.rawValue) == [0, 2, 1])
        let refused = Task { try await dialogue.client.subscribe(to: ["a", "b"]) }
        try await dialogue.server.expectSubscribe()
        try await dialogue.server.send("90 05 00 02 00 00 87")
        await #expect(
            throws: MQTTClientError.subscribeRefused(filter: "b", reason: .notAuthorized)
        ) { _ = try await refused.value }
    }

    @Test func `[MQTT-3.9.3-2] a reason that SUBACK does not have is a protocol error`()
        async throws
    {
        try await ClientDialogue.expectViolation(.protocolError, of: "90 04 00 01 00 03")
    }

    @Test func `[MQTT-3.10.1-1] [MQTT-3.10.3-1] UNSUBSCRIBE has its flags and UTF-8 filters`()
        async throws
    {
        let dialogue = try await plain()
        async let reasons = dialogue.client.unsubscribe(from: ["é", "b"])
        try await dialogue.server.expect("A2 0A 00 01 00 00 02 C3 A9 00 01 62")
        try await dialogue.server.send("B0 05 00 01 00 00 11")
        // [MQTT-3.11.3-1]: the reasons come in the order of the filters.
        #expect(try await reasons.map(\.rawValue) == [0x00, 0x11])
    }

    @Test func `[MQTT-3.10.3-2] an UNSUBSCRIBE without filters is not sent`() async throws {
        let dialogue = try await plain()
        try await dialogue.expectInvalid { try await dialogue.client.unsubscribe(from: []) }
    }

    @Test func `[MQTT-3.10.4-1] filters that differ in their bytes are different filters`()
        async throws
    {
        let dialogue = try await plain()
        let composed = try await dialogue.subscribe("\u{E9}")
        let decomposed = try await dialogue.subscribe("e\u{301}")
        async let end: Void = dialogue.client.unsubscribe(composed)
        try await dialogue.server.expect("A2 07 00 03 00 00 02 C3 A9")
        try await dialogue.server.send("B0 04 00 03 00 00")
        try await end
        withExtendedLifetime(decomposed) {}
    }

    @Test func `[MQTT-3.11.3-2] a reason that UNSUBACK does not have is a protocol error`()
        async throws
    {
        try await ClientDialogue.expectViolation(.protocolError, of: "B0 04 00 01 00 01")
    }

    /// A client whose SUBSCRIBE has no Subscription Identifier.
    private func plain() async throws -> ClientDialogue {
        try await ClientDialogue.connected(
            answer: ConnAck(properties: [.subscriptionIdentifiersAvailable(false)]))
    }
}
