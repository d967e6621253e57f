import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: section 3.3, PUBLISH` {
    @Test(arguments: [ApusClient.QoS.atLeastOnce, .exactlyOnce])
    func `[MQTT-3.3.1-1] DUP is 1 when a message is sent again`(qos: ApusClient.QoS) async throws {
        let dialogue = try await ClientDialogue.returning()
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: qos))
        #expect(try await dialogue.server.expectPublish().isDuplicate == false)
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        #expect(try await dialogue.server.expectPublish().isDuplicate)
        withExtendedLifetime(delivery) {}
    }

    @Test func `[MQTT-3.3.1-2] QoS 0 is sent without DUP, and with it refused`() async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.client.publish("x", to: "t")
        #expect(try await dialogue.server.expectPublish().isDuplicate == false)
        try await dialogue.expectViolation(.malformedPacket, of: "38 05 00 01 74 00 78")
    }

    @Test func `[MQTT-3.3.1-3] DUP of a received message is not passed on`() async throws {
        let dialogue = try await ClientDialogue.connected()
        let subscription = try await dialogue.subscribe(TopicFilter("t", qos: .atLeastOnce))
        try await dialogue.server.send("3A 06 00 01 74 00 07 00")
        let message = try await subscription.first()
        #expect(message.isDuplicate)
        try await dialogue.server.expect(.puback)
        _ = try await dialogue.client.send(message)
        #expect(try await dialogue.server.expectPublish().isDuplicate == false)
    }

    @Test func `[MQTT-3.3.1-4] both QoS bits set are a malformed packet`() async throws {
        try await ClientDialogue.expectViolation(
            .malformedPacket, of: "36 07 00 01 74 00 01 00 78")
    }

    @Test func `[MQTT-3.3.2-1] the topic name is the first field`() async throws {
        let dialogue = try await ClientDialogue.connected()
        _ = try await dialogue.client.send(
            Message(topic: "a/b", text: "x", qos: .atLeastOnce, isRetained: true))
        try await dialogue.server.expect("33 09 00 03 61 2F 62 00 01 00 78")
    }

    @Test(arguments: ["a/+", "#", "a#b", "+"])
    func `[MQTT-3.3.2-2] wildcards in a topic are refused on both sides`(
        topic: String
    ) async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.expectInvalid { try await dialogue.client.publish("", to: topic) }
        var bytes: [UInt8] = []
        Packet.publish(Publish(topic: topic)).encode(into: &bytes, version: .v5)
        let hexadecimal = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        try await dialogue.expectViolation(.malformedPacket, of: hexadecimal.joined())
    }

    @Test func `[MQTT-3.3.2-3] a message goes to the subscriptions that its topic matches`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.subscriptionIdentifiersAvailable(false)]))
        let one = try await dialogue.subscribe("a/+")
        let other = try await dialogue.subscribe("b")
        try await dialogue.server.send(.publish(Publish(topic: "b", payload: [2])))
        try await dialogue.server.send(.publish(Publish(topic: "a/x", payload: [1])))
        #expect(try await one.first().payload == [1])
        #expect(try await other.first().payload == [2])
    }

    @Test func `[MQTT-3.3.2-7] no alias outlives its connection, on either side`() async throws {
        let dialogue = try await ClientDialogue.returning(
            answer: ConnAck(properties: [.topicAliasMaximum(5)])
        ) { $0.limits.sentTopicAliasesMax = 5 }
        let (client, server) = (dialogue.client, dialogue.server)
        try await server.send(.publish(Publish(topic: "in", properties: [.topicAlias(1)])))
        let unacknowledged = try await client.send(Message(topic: "a/topic", qos: .atLeastOnce))
        #expect(try await server.expectPublish().properties.topicAlias == 1)
        try await client.publish("", to: "a/topic")
        #expect(try await server.expectPublish().topic.isEmpty)
        try await dialogue.interrupt(
            thenAnswer: ConnAck(isSessionPresent: true, properties: [.topicAliasMaximum(5)]))
        let resent = try await server.expectPublish()
        #expect(resent.topic == "a/topic")
        #expect(resent.isDuplicate)
        try await dialogue.expectViolation(.protocolError, of: "30 06 00 00 03 23 00 01")
        withExtendedLifetime(unacknowledged) {}
    }

    @Test func `[MQTT-3.3.2-8] aliases start at 1, and 0 from the server ends in 0x94`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.topicAliasMaximum(.max)])
        ) { $0.limits.sentTopicAliasesMax = 3 }
        for number in UInt16(1)...3 {
            try await dialogue.client.publish("", to: "topic/\(number)")
            let publish = try await dialogue.server.expectPublish()
            #expect(publish.properties.topicAlias == number)
        }
        try await dialogue.expectViolation(.topicAliasInvalid, of: "30 07 00 01 74 03 23 00 00")
    }

    @Test func `[MQTT-3.3.2-9] a client's own bound for aliases holds below the server's`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.topicAliasMaximum(9)])
        ) { $0.limits.sentTopicAliasesMax = 1 }
        for (topic, alias) in [("topic", 1), ("other", nil)] as [(String, UInt16?)] {
            try await dialogue.client.publish("", to: topic)
            let publish = try await dialogue.server.expectPublish()
            #expect(publish.properties.topicAlias == alias)
        }
    }

    @Test func `[MQTT-3.3.2-9] an alias that would break Maximum Packet Size is not defined`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.topicAliasMaximum(9), .maximumPacketSize(30)])
        ) { $0.limits.sentTopicAliasesMax = 9 }
        try await dialogue.client.publish([UInt8](repeating: 1, count: 20), to: "topic")
        let publish = try await dialogue.server.expectPublish()
        #expect(publish.topic == "topic")
        #expect(publish.properties.topicAlias == nil)
    }

    @Test func `[MQTT-3.3.2-10] every alias up to the client's maximum is accepted`() async throws {
        let dialogue = try await ClientDialogue { $0.limits.topicAliasMaximum = 3 }
        let connect = try await dialogue.connect()
        #expect(connect.properties.topicAliasMaximum == 3)
        let subscription = try await dialogue.subscribe("#")
        for number in UInt16(1)...3 {
            let properties: Properties = [.topicAlias(number)]
            try await dialogue.server.send(
                .publish(Publish(topic: "t/\(number)", properties: properties)))
            try await dialogue.server.send(.publish(Publish(topic: "", properties: properties)))
            for _ in 1...2 { #expect(try await subscription.first().topic == "t/\(number)") }
        }
        let new = Publish(topic: "new", properties: [.topicAlias(2)])
        try await dialogue.server.send(.publish(new))
        #expect(try await subscription.first().topic == "new")
        try await dialogue.server.send("30 06 00 00 03 23 00 02")
        #expect(try await subscription.first().topic == "new")
    }

    @Test func `[MQTT-3.3.2-11] an alias above the client's maximum ends in 0x94`() async throws {
        let dialogue = try await ClientDialogue.connected { $0.limits.topicAliasMaximum = 16 }
        try await dialogue.expectViolation(.topicAliasInvalid, of: "30 07 00 01 74 03 23 00 11")
    }

    @Test(arguments: ["a/+", "#", "", "\0"])
    func `[MQTT-3.3.2-13] [MQTT-3.3.2-14] an illegal response topic is not sent`(
        topic: String
    ) async throws {
        let dialogue = try await ClientDialogue.connected()
        let message = Message(topic: "t", properties: MessageProperties(responseTopic: topic))
        try await dialogue.expectInvalid { try await dialogue.client.publish(message) }
    }

    @Test(arguments: [("08 00 01 FF", true), ("08 00 01 2B", false), ("08 00 01 23", false)])
    func `[MQTT-3.3.2-13] [MQTT-3.3.2-14] an illegal response topic ends the connection`(
        property: String, isMalformed: Bool
    ) async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.server.send("30 08 00 01 74 04 \(property)")
        let reason = try await dialogue.server.expectDisconnect().reasonCode
        #expect(reason == (isMalformed ? .malformedPacket : .protocolError))
    }

    @Test func `[MQTT-3.3.2-15] [MQTT-3.3.2-16] [MQTT-3.3.2-20] properties arrive unaltered`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        let subscription = try await dialogue.subscribe("#")
        let publish = Publish(
            topic: "t",
            properties: [
                .payloadFormatIndicator(.utf8), .messageExpiryInterval(3), .contentType("c"),
                .responseTopic("r"), .correlationData([0, 255]),
                .userProperty(MQTTPackets.UserProperty("b", "1")),
                .userProperty(MQTTPackets.UserProperty("a", "2")),
                .userProperty(MQTTPackets.UserProperty("b", "1")),
            ])
        try await dialogue.server.send(.publish(publish))
        let message = try await subscription.first()
        #expect(
            message.properties
                == MessageProperties(
                    isText: true, expiry: .seconds(3), contentType: "c", responseTopic: "r",
                    correlationData: [0, 255],
                    userProperties: [
                        UserProperty("b", "1"), UserProperty("a", "2"), UserProperty("b", "1"),
                    ]))
        // [MQTT-3.3.2-17] [MQTT-3.3.2-18]: and leave in the same order.
        try await dialogue.client.publish(message)
        #expect(try await dialogue.server.expectPublish().properties == publish.properties)
    }

    @Test func `[MQTT-3.3.2-19] the content type is a UTF-8 encoded string`() async throws {
        let dialogue = try await ClientDialogue.connected()
        let properties = MessageProperties(contentType: "é")
        try await dialogue.client.publish(Message(topic: "t", properties: properties))
        try await dialogue.server.expect("30 09 00 01 74 05 03 00 02 C3 A9")
        try await dialogue.expectViolation(.malformedPacket, of: "30 08 00 01 74 04 03 00 01 FF")
    }

    @Test func `[MQTT-3.3.4-1] each QoS has its answer`() async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.server.send("30 04 00 01 74 00")
        try await dialogue.server.expectNothing()
        try await dialogue.server.send("32 06 00 01 74 00 05 00")
        try await dialogue.server.expect("40 02 00 05")
        try await dialogue.server.send("34 06 00 01 74 00 06 00")
        try await dialogue.server.expect("50 02 00 06")
    }

    @Test func `[MQTT-3.3.4-6] a PUBLISH has no Subscription Identifier`() async throws {
        let dialogue = try await ClientDialogue.connected()
        let subscription = try await dialogue.subscribe("#")
        let publish = Publish(topic: "t", properties: [.subscriptionIdentifier(1)])
        try await dialogue.server.send(.publish(publish))
        try await dialogue.client.publish(try await subscription.first())
        #expect(try await dialogue.server.expectPublish().properties.isEmpty)
    }

    @Test func `[MQTT-3.3.4-7] [MQTT-3.3.4-8] Receive Maximum bounds PUBLISH and nothing else`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.receiveMaximum(2)]))
        let (client, server) = (dialogue.client, dialogue.server)
        for text in ["1", "2", "3", "4"] {
            let qos: ApusClient.QoS = text == "2" ? .exactlyOnce : .atLeastOnce
            _ = try await client.send(Message(topic: "t", text: text, qos: qos))
        }
        #expect(try await server.expectPublish().payload == Array("1".utf8))
        #expect(try await server.expectPublish().payload == Array("2".utf8))
        // SUBSCRIBE, acknowledgements and QoS 0 do not wait.
        async let subscription = client.subscribe(to: "s")
        try await server.expect(.subscribe)
        try await client.publish("0", to: "t")
        #expect(try await server.expectPublish().payload == Array("0".utf8))
        try await server.send("50 02 00 02")
        try await server.expect("62 02 00 02")
        try await server.expectNothing()
        try await server.send("70 02 00 02")
        #expect(try await server.expectPublish().payload == Array("3".utf8))
        try await server.send("40 02 00 01")
        #expect(try await server.expectPublish().payload == Array("4".utf8))
        try await server.send("90 04 00 03 00 00")
        _ = try await subscription
    }

    @Test func `[MQTT-3.3.4-9] more than the client's Receive Maximum ends in 0x93`() async throws {
        let dialogue = try await ClientDialogue {
            $0.limits.receiveMaximum = 1
            $0.limits.receiveExcessMax = 0
        }
        #expect(try await dialogue.connect().properties.receiveMaximum == 1)
        let subscription = try await dialogue.subscribe(TopicFilter("#", qos: .atLeastOnce))
        try await dialogue.server.send("32 06 00 01 74 00 05 00")
        try await dialogue.expectViolation(.receiveMaximumExceeded, of: "32 06 00 01 74 00 06 00")
        withExtendedLifetime(subscription) {}
    }
}
