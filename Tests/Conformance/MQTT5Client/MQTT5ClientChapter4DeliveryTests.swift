import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: section 4.3, delivery` {
    @Test func `[MQTT-4.3.1-1] QoS 0 is sent once with DUP 0`() async throws {
        let dialogue = try await ClientDialogue.returning()
        try await dialogue.client.publish("", to: "t")
        try await dialogue.server.expect("30 04 00 01 74 00")
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await dialogue.server.expectNothing()
    }

    @Test(arguments: [ApusClient.QoS.atLeastOnce, .exactlyOnce])
    func
        `[MQTT-4.3.2-1] [MQTT-4.3.2-2] [MQTT-4.3.3-1] [MQTT-4.3.3-2] a message starts with DUP 0`(
            qos: ApusClient.QoS
        ) async throws
    {
        let dialogue = try await ClientDialogue.connected()
        var ids: Set<PacketID> = []
        for _ in 1...10 {
            _ = try await dialogue.client.send(Message(topic: "t", qos: qos))
            let publish = try await dialogue.server.expectPublish()
            #expect(publish.qos.rawValue == qos.rawValue)
            #expect(!publish.isDuplicate)
            #expect(ids.insert(try #require(publish.packetID)).inserted)
        }
    }

    @Test func `[MQTT-4.3.2-3] QoS 1 is unacknowledged until its PUBACK`() async throws {
        let dialogue = try await ClientDialogue.returning()
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: .atLeastOnce))
        try await dialogue.server.expectPublish()
        for other in ["40 02 00 09", "50 02 00 01", "70 02 00 01"] {
            try await dialogue.server.send(other)
        }
        try await dialogue.server.expectNothing()
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        #expect(try await dialogue.server.expectPublish().packetID?.rawValue == 1)
        try await dialogue.server.send("40 02 00 01")
        #expect(try await delivery.completion() == .success)
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-4.3.2-4] QoS 1 is answered by PUBACK when the application has it`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        let subscription = try await dialogue.subscribe(TopicFilter("#", qos: .atLeastOnce))
        try await dialogue.server.send("32 06 00 01 74 00 05 00")
        try await dialogue.server.expectNothing()
        _ = try await subscription.first()
        try await dialogue.server.expect("40 02 00 05")
    }

    @Test func `[MQTT-4.3.2-5] after PUBACK the identifier means a new message`() async throws {
        let dialogue = try await ClientDialogue.connected()
        let subscription = try await dialogue.subscribe(TopicFilter("#", qos: .atLeastOnce))
        for (flags, text) in [("32", "31"), ("3A", "32")] {
            try await dialogue.server.send("\(flags) 07 00 01 74 00 05 00 \(text)")
            #expect(try await subscription.first().text == (text == "31" ? "1" : "2"))
            try await dialogue.server.expect("40 02 00 05")
        }
    }

    @Test func `[MQTT-4.3.3-3] [MQTT-4.3.3-5] QoS 2 is unacknowledged until PUBREC and PUBCOMP`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning()
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
        try await dialogue.server.expectPublish()
        for other in ["40 02 00 01", "70 02 00 01"] { try await dialogue.server.send(other) }
        try await dialogue.server.expectNothing()
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        #expect(try await dialogue.server.expectPublish().packetID?.rawValue == 1)
        try await dialogue.server.send("50 02 00 01")
        try await dialogue.server.expect("62 02 00 01")
        for _ in 1...2 {
            try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
            try await dialogue.server.expect("62 02 00 01")
        }
        try await dialogue.server.send("70 02 00 01")
        #expect(try await delivery.completion() == .success)
    }

    @Test func `[MQTT-4.3.3-4] PUBREC below 0x80 is answered by PUBREL with its identifier`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        for _ in 1...3 {
            _ = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
            try await dialogue.server.expectPublish()
        }
        try await dialogue.server.send("50 02 00 02")
        try await dialogue.server.expect("62 02 00 02")
        try await dialogue.server.send("50 03 00 01 10")
        try await dialogue.server.expect("62 02 00 01")
        try await dialogue.server.send("50 03 00 03 97")
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-4.3.3-6] after PUBREL the PUBLISH is not sent again`() async throws {
        let dialogue = try await ClientDialogue.returning()
        _ = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
        try await dialogue.server.expectPublish()
        try await dialogue.server.send("50 02 00 01")
        try await dialogue.server.expect("62 02 00 01")
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await dialogue.server.expect("62 02 00 01")
        try await dialogue.server.send("50 02 00 01")
        try await dialogue.server.expect("62 02 00 01")
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-4.3.3-7] a message that was sent does not expire`() async throws {
        let dialogue = try await ClientDialogue.returning()
        let properties = MessageProperties(expiry: .zero)
        _ = try await dialogue.client.send(
            Message(topic: "t", qos: .exactlyOnce, properties: properties))
        try await dialogue.server.expectPublish()
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        let resent = try await dialogue.server.expectPublish()
        #expect(resent.isDuplicate)
        #expect(resent.properties.messageExpiryInterval == 0)
    }

    @Test func `[MQTT-4.3.3-8] QoS 2 is answered by PUBREC when the application has it`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        let subscription = try await dialogue.subscribe(TopicFilter("#", qos: .exactlyOnce))
        try await dialogue.server.send("34 06 00 01 74 00 05 00")
        try await dialogue.server.expectNothing()
        _ = try await subscription.first()
        try await dialogue.server.expect("50 02 00 05")
    }

    @Test func `[MQTT-4.3.3-9] a client refuses no message: PUBREC is always success`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        // Nobody subscribed, the text is none, the message has expired: it is taken all the same.
        try await dialogue.server.send("34 0E 00 01 74 00 05 07 01 01 02 00 00 00 00 FF")
        #expect(
            try await dialogue.server.expectAcknowledgement(.pubrec)
                == (try ClientDialogue.acknowledgement(5)))
    }

    @Test func `[MQTT-4.3.3-10] until PUBREL a PUBLISH is answered again, but not delivered`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning()
        let subscription = try await dialogue.subscribe(TopicFilter("#", qos: .exactlyOnce))
        try await dialogue.server.send("34 07 00 01 74 00 05 00 31")
        #expect(try await subscription.first().text == "1")
        try await dialogue.server.expect("50 02 00 05")
        for _ in 1...10 {
            try await dialogue.server.send("3C 07 00 01 74 00 05 00 31")
            try await dialogue.server.expect("50 02 00 05")
        }
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await dialogue.server.send("3C 07 00 01 74 00 05 00 31")
        try await dialogue.server.expect("50 02 00 05")
        try await dialogue.server.send("30 05 00 01 74 00 32")
        #expect(try await subscription.first().text == "2")
    }

    @Test func `[MQTT-4.3.3-11] PUBREL is answered by PUBCOMP, also for the second time`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.server.send("34 06 00 01 74 00 05 00")
        try await dialogue.server.expect("50 02 00 05")
        try await dialogue.server.send("62 02 00 05")
        try await dialogue.server.expect("70 02 00 05")
        try await dialogue.server.send("62 02 00 05")
        try await dialogue.server.expect("70 03 00 05 92")
    }

    @Test func `[MQTT-4.3.3-12] after PUBCOMP the identifier means a new message`() async throws {
        let dialogue = try await ClientDialogue.connected()
        let subscription = try await dialogue.subscribe(TopicFilter("#", qos: .exactlyOnce))
        for (flags, text) in [("34", "31"), ("3C", "32")] {
            try await dialogue.server.send("\(flags) 07 00 01 74 00 05 00 \(text)")
            #expect(try await subscription.first().text == (text == "31" ? "1" : "2"))
            try await dialogue.server.expect("50 02 00 05")
            try await dialogue.server.send("62 02 00 05")
            try await dialogue.server.expect("70 02 00 05")
        }
    }

    @Test func `[MQTT-4.3.3-13] the flow goes on for a message that has expired`() async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.server.send("34 0B 00 01 74 00 05 05 02 00 00 00 00")
        try await dialogue.server.expect("50 02 00 05")
        try await dialogue.server.send("62 02 00 05")
        try await dialogue.server.expect("70 02 00 05")
    }
}
