import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 3.1.1 client: sections 3.3 to 3.14` {
    @Test(arguments: [ApusClient.QoS.atLeastOnce, .exactlyOnce])
    func `[MQTT-3.3.1-1] DUP is 1 when a message is sent again`(qos: ApusClient.QoS) async throws {
        let dialogue = try await ClientDialogue.returning(.v311)
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: qos))
        #expect(try await dialogue.server.expectPublish().isDuplicate == false)
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        #expect(try await dialogue.server.expectPublish().isDuplicate)
        withExtendedLifetime(delivery) {}
    }

    @Test func `[MQTT-3.3.1-2] QoS 0 is sent without DUP, and with it refused`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        try await dialogue.client.publish("x", to: "t")
        #expect(try await dialogue.server.expectPublish().isDuplicate == false)
        try await dialogue.server.send("38 04 00 01 74 78")
        try await dialogue.server.expectEnd()
    }

    @Test func `[MQTT-3.3.1-3] DUP of a received message is not passed on`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        let subscription = try await dialogue.subscribe(TopicFilter("t", qos: .atLeastOnce))
        try await dialogue.server.send("3A 05 00 01 74 00 07")
        let message = try await subscription.first()
        #expect(message.isDuplicate)
        try await dialogue.server.expect(.puback)
        _ = try await dialogue.client.send(message)
        #expect(try await dialogue.server.expectPublish().isDuplicate == false)
    }

    @Test func `[MQTT-3.3.1-4] both QoS bits set end the connection`() async throws {
        try await ClientDialogue.expectEnd(after: "36 06 00 01 74 00 01 78")
    }

    @Test func `[MQTT-3.3.2-1] the topic name is the first field`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        _ = try await dialogue.client.send(
            Message(topic: "a/b", text: "x", qos: .atLeastOnce, isRetained: true))
        try await dialogue.server.expect("33 08 00 03 61 2F 62 00 01 78")
    }

    @Test(arguments: [("+", "2B"), ("#", "23")])
    func `[MQTT-3.3.2-2] wildcards in a topic are refused on both sides`(
        topic: String, byte: String
    ) async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        try await dialogue.expectInvalid { try await dialogue.client.publish("", to: topic) }
        try await dialogue.server.send("30 03 00 01 \(byte)")
        try await dialogue.server.expectEnd()
    }

    @Test func `[MQTT-3.3.2-3] a message goes to the subscriptions that its topic matches`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        let one = try await dialogue.subscribe("a/+")
        let other = try await dialogue.subscribe("b")
        try await dialogue.server.send(.publish(Publish(topic: "b", payload: [2])))
        try await dialogue.server.send(.publish(Publish(topic: "a/x", payload: [1])))
        #expect(try await one.first().payload == [1])
        #expect(try await other.first().payload == [2])
    }

    @Test func `[MQTT-3.3.4-1] each QoS has its answer`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        try await dialogue.server.send("30 03 00 01 74")
        try await dialogue.server.expectNothing()
        try await dialogue.server.send("32 05 00 01 74 00 05")
        try await dialogue.server.expect("40 02 00 05")
        try await dialogue.server.send("34 05 00 01 74 00 06")
        try await dialogue.server.expect("50 02 00 06")
    }

    @Test func `[MQTT-3.6.1-1] PUBREL bears the flags 0010, and others end the connection`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        _ = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
        try await dialogue.server.expectPublish()
        try await dialogue.server.send("50 02 00 01")
        try await dialogue.server.expect("62 02 00 01")
        try await dialogue.server.send("60 02 00 05")
        try await dialogue.server.expectEnd()
    }

    @Test func `[MQTT-3.8.1-1] [MQTT-3.8.3-1] SUBSCRIBE has its flags and UTF-8 filters`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        async let subscription = dialogue.client.subscribe(to: "é/+")
        try await dialogue.server.expect("82 09 00 01 00 04 C3 A9 2F 2B 00")
        try await dialogue.server.send("90 03 00 01 00")
        _ = try await subscription
    }

    @Test func `[MQTT-3.8.3-3] a SUBSCRIBE without filters is not sent`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        try await dialogue.expectInvalid { _ = try await dialogue.client.subscribe(to: []) }
    }

    @Test func `[MQTT-3.8.3-4] the bits that MQTT 3.1.1 reserves in SUBSCRIBE are 0`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        let filter = ApusClient.TopicFilter(
            "a", qos: .exactlyOnce, excludesOwnMessages: true, keepsRetainFlag: true,
            retainedMessages: .never)
        async let subscription = dialogue.client.subscribe(to: filter)
        try await dialogue.server.expect("82 06 00 01 00 01 61 02")
        try await dialogue.server.send("90 03 00 01 02")
        _ = try await subscription
    }

    @Test func `[MQTT-3.8.4-5] a SUBACK needs a return code for each filter`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        let subscription = Task { try await dialogue.client.subscribe(to: ["a", "b"]) }
        try await dialogue.server.expectSubscribe()
        try await dialogue.server.send("90 03 00 01 00")
        try await dialogue.server.expectEnd()
        await #expect(throws: MQTTClientError.self) { _ = try await subscription.value }
    }

    @Test func `[MQTT-3.9.3-1] the return codes are those of the filters in their order`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        async let subscription = dialogue.client.subscribe(to: ["a", "b", "c"])
        try await dialogue.server.expectSubscribe()
        try await dialogue.server.send("90 05 00 01 00 02 01")
        #expect(try await subscription.granted.map(\.rawValue) == [0, 2, 1])
        let refused = Task { try await dialogue.client.subscribe(to: ["a", "b"]) }
        try await dialogue.server.expectSubscribe()
        try await dialogue.server.send("90 04 00 02 00 80")
        let error = await #expect(throws: MQTTClientError.self) { _ = try await refused.value }
        guard case .subscribeRefused("b", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["03", "7F", "81", "FF"])
    func `[MQTT-3.9.3-2] a reserved return code ends the connection`(code: String) async throws {
        try await ClientDialogue.expectEnd(after: "90 03 00 01 \(code)")
    }

    @Test func `[MQTT-3.10.1-1] [MQTT-3.10.3-1] UNSUBSCRIBE has its flags and UTF-8 filters`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        async let reasons = dialogue.client.unsubscribe(from: ["é", "b"])
        try await dialogue.server.expect("A2 09 00 01 00 02 C3 A9 00 01 62")
        try await dialogue.server.send("B0 02 00 01")
        #expect(try await reasons == [.success, .success])
    }

    @Test func `[MQTT-3.10.3-2] an UNSUBSCRIBE without filters is not sent`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        try await dialogue.expectInvalid { try await dialogue.client.unsubscribe(from: []) }
    }

    @Test func `[MQTT-3.12.4-1] a PINGREQ without its PINGRESP ends the connection`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311) {
            $0.keepAlive = .seconds(1)
            $0.pingTimeout = .milliseconds(1)
        }
        try await dialogue.server.expect("C0 00")
        try await dialogue.server.expectEnd()
    }

    @Test func `[MQTT-3.14.1-1] [MQTT-3.14.4-1] [MQTT-3.14.4-2] DISCONNECT is the last packet`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        async let end: Void = dialogue.client.disconnect()
        try await dialogue.server.expect("E0 00")
        try await dialogue.server.expectEnd()
        await end
        await #expect(throws: MQTTClientError.self) {
            try await dialogue.client.publish("", to: "t")
        }
    }

    @Test func `section 3.14: a DISCONNECT from the server ends the connection`() async throws {
        try await ClientDialogue.expectEnd(after: "E0 00")
    }
}
