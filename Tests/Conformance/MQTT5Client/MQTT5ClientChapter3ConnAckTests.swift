import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: section 3.2, CONNACK` {
    @Test(arguments: ["30 05 00 01 74 00 78", "D0 00", "E0 00"])
    func `[MQTT-3.2.0-1] [MQTT-3.14.0-1] anything before CONNACK ends the connection`(
        packet: String
    ) async throws {
        let dialogue = try await ClientDialogue()
        let greeting = Task { try await dialogue.client.connect() }
        try await dialogue.server.expectConnect()
        try await dialogue.server.send(packet)
        try await dialogue.server.expectEnd()
        let error = await #expect(throws: MQTTClientError.self) { _ = try await greeting.value }
        #expect(error?.isViolation == true)
    }

    @Test func `[MQTT-3.2.0-2] a second CONNACK is a protocol error`() async throws {
        try await ClientDialogue.expectViolation(.protocolError, of: "20 03 00 00 00")
    }

    @Test(arguments: ["20 03 02 00 00", "20 03 01 87 00", "20 03 00 42 00", "20 03 00 04 00"])
    func `[MQTT-3.2.2-1] [MQTT-3.2.2-6] [MQTT-3.2.2-8] an illegal CONNACK ends the connection`(
        packet: String
    ) async throws {
        let dialogue = try await ClientDialogue()
        let greeting = Task { try await dialogue.client.connect() }
        try await dialogue.server.expectConnect()
        try await dialogue.server.send(packet)
        try await dialogue.server.expectEnd()
        let error = await #expect(throws: MQTTClientError.self) { _ = try await greeting.value }
        #expect(error?.isViolation == true)
    }

    @Test func `[MQTT-3.2.2-2] [MQTT-3.2.2-4] a session that the client has not ends it`()
        async throws
    {
        let dialogue = try await ClientDialogue()
        let greeting = Task { try await dialogue.client.connect() }
        #expect(try await dialogue.server.expectConnect().cleanStart)
        try await dialogue.server.send("20 03 01 00 00")
        #expect(try await dialogue.server.expectDisconnect().reasonCode == .protocolError)
        let error = await #expect(throws: MQTTClientError.self) { _ = try await greeting.value }
        #expect(error?.isViolation == true)
    }

    @Test func `[MQTT-3.2.2-3] [MQTT-3.2.2-5] without a session its state is discarded`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning()
        let (client, server) = (dialogue.client, dialogue.server)
        let subscription = try await dialogue.subscribe("s")
        let delivery = try await client.send(Message(topic: "t", text: "1", qos: .exactlyOnce))
        let taken = try await client.send(Message(topic: "t", text: "2", qos: .exactlyOnce))
        let sent = try await server.expectPublish()
        let second = try await server.expectPublish()
        let id = try #require(second.packetID)
        try await server.send(.pubrec(Acknowledgement(packetID: id)))
        try await server.expect(.pubrel)
        try await dialogue.interrupt(thenAnswer: ConnAck())
        // No PUBREL and no DUP: what the caller still waits for is a new message.
        #expect(try await server.expectSubscribe().subscriptions.map(\.filter) == ["s"])
        let new = try await server.expectPublish()
        #expect(!new.isDuplicate)
        #expect(new.payload == sent.payload)
        #expect(new.packetID != sent.packetID)
        #expect(try await taken.completion() == .success)
        try await server.expectNothing()
        withExtendedLifetime((subscription, delivery)) {}
    }

    @Test func `[MQTT-3.2.2-7] a refusal ends the connection and tells why`() async throws {
        let dialogue = try await ClientDialogue()
        let greeting = Task { try await dialogue.client.connect() }
        try await dialogue.server.expectConnect()
        try await dialogue.server.send("20 08 00 87 05 1F 00 02 6E 6F")
        try await dialogue.server.expectEnd()
        let error = await #expect(throws: MQTTClientError.self) { _ = try await greeting.value }
        let server = dialogue.client.configuration.server
        #expect(
            error
                == .refused(
                    server: server, reason: .notAuthorized, detail: "no",
                    because: error?.diagnosis))
    }

    @Test(
        arguments: [(0, .atLeastOnce), (0, .exactlyOnce), (1, .exactlyOnce)]
            as [(UInt8, ApusClient.QoS)])
    func `[MQTT-3.2.2-9] [MQTT-3.2.2-11] a QoS above Maximum QoS is not sent`(
        maximum: UInt8, qos: ApusClient.QoS
    ) async throws {
        let dialogue = try await ClientDialogue()
        async let greeting = dialogue.client.connect()
        try await dialogue.server.expectConnect()
        try await dialogue.server.send("20 05 00 00 02 24 0\(maximum)")
        #expect(try await greeting.maximumQoS.rawValue == maximum)
        let feature = "QoS \(qos.rawValue)"
        await #expect(throws: dialogue.unsupported(feature)) {
            try await dialogue.client.publish("x", to: "t", qos: qos)
        }
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-3.2.2-10] a subscription may ask for more than Maximum QoS`() async throws {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.maximumQoS(.atMostOnce)]))
        let subscription = try await dialogue.subscribe(TopicFilter("t", qos: .exactlyOnce))
        #expect(subscription.granted == [ApusClient.ReasonCode(rawValue: 2)])
    }

    @Test func `[MQTT-3.2.2-14] without Retain Available nothing is sent to be retained`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.retainAvailable(false)]))
        await #expect(throws: dialogue.unsupported("retained messages")) {
            try await dialogue.client.publish("x", to: "t", isRetained: true)
        }
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-3.2.2-15] a packet beyond Maximum Packet Size is not sent`() async throws {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.maximumPacketSize(30)]))
        let (client, server) = (dialogue.client, dialogue.server)
        let payload = [UInt8](repeating: 1, count: 24)
        try await client.publish(payload, to: "t")
        #expect(try await server.nextBytes().count == 30)
        await #expect(throws: MQTTClientError.packetTooLarge(bytes: 31, limit: 30)) {
            try await client.publish(payload + [1], to: "t")
        }
        let properties = MessageProperties(userProperties: [UserProperty("name", "longer value")])
        await #expect(throws: MQTTClientError.packetTooLarge(bytes: 32, limit: 30)) {
            try await client.publish(Message(topic: "t.....", properties: properties))
        }
        let filter = String(repeating: "f", count: 30)
        await #expect(throws: MQTTClientError.packetTooLarge(bytes: 40, limit: 30)) {
            try await client.subscribe(to: TopicFilter(filter))
        }
        await #expect(throws: MQTTClientError.packetTooLarge(bytes: 37, limit: 30)) {
            try await client.unsubscribe(from: [filter])
        }
        try await server.expectNothing()
    }

    @Test func `[MQTT-3.2.2-15] what waited for a connection is measured again`() async throws {
        let dialogue = try await ClientDialogue.returning()
        let (client, server) = (dialogue.client, dialogue.server)
        let payload = [UInt8](repeating: 1, count: 100)
        let large = try await client.send(Message(topic: "t", payload: payload, qos: .atLeastOnce))
        let small = try await client.send(Message(topic: "t", qos: .atLeastOnce))
        try await server.expectPublish()
        try await server.expectPublish()
        try await dialogue.interrupt(
            thenAnswer: ConnAck(isSessionPresent: true, properties: [.maximumPacketSize(50)]))
        #expect(try await server.expectPublish().payload.isEmpty)
        let refusal = MQTTClientError.publishRefused(topic: "t", reason: .packetTooLarge)
        await #expect(throws: refusal) { try await large.completion() }
        try await server.expectNothing()
        withExtendedLifetime(small) {}
    }

    @Test
    func `[MQTT-3.2.2-11] [MQTT-3.2.2-14] what waited obeys the limits of the new connection`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning()
        let (client, server) = (dialogue.client, dialogue.server)
        let second = try await client.send(Message(topic: "2", qos: .exactlyOnce))
        let kept = try await client.send(Message(topic: "r", qos: .atLeastOnce, isRetained: true))
        let first = try await client.send(Message(topic: "1", qos: .atLeastOnce))
        for _ in 1...3 { try await server.expectPublish() }
        try await dialogue.interrupt(
            thenAnswer: ConnAck(
                isSessionPresent: true,
                properties: [.maximumQoS(.atLeastOnce), .retainAvailable(false)]))
        #expect(try await server.expectPublish().topic == "1")
        await #expect(throws: MQTTClientError.self) { try await second.completion() }
        await #expect(throws: MQTTClientError.self) { try await kept.completion() }
        try await server.expectNothing()
        withExtendedLifetime(first) {}
    }

    @Test func `[MQTT-3.2.2-16] the Assigned Client Identifier is kept`() async throws {
        let dialogue = try await ClientDialogue.returning(
            answer: ConnAck(properties: [.assignedClientIdentifier("given")])
        ) { $0.clientID = "" }
        let connect = try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        #expect(connect.clientID == "given")
    }

    @Test func `[MQTT-3.2.2-17] a client never sends an alias above the server's maximum`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.topicAliasMaximum(2)])
        ) { $0.limits.sentTopicAliasesMax = 10 }
        for topic in ["one/1", "two/2", "three", "one/1", "two/2", "three"] {
            try await dialogue.client.publish("x", to: topic)
        }
        let expected: [(String, UInt16?)] = [
            ("one/1", 1), ("two/2", 2), ("three", nil), ("", 1), ("", 2), ("three", nil),
        ]
        for (topic, alias) in expected {
            let publish = try await dialogue.server.expectPublish()
            #expect(publish.topic == topic)
            #expect(publish.properties.topicAlias == alias)
        }
    }

    @Test(arguments: [[], [.topicAliasMaximum(0)]] as [Properties])
    func `[MQTT-3.2.2-18] without Topic Alias Maximum no alias is sent`(
        properties: Properties
    ) async throws {
        let dialogue = try await ClientDialogue.connected(answer: ConnAck(properties: properties)) {
            $0.limits.sentTopicAliasesMax = 10
        }
        for _ in 1...2 {
            try await dialogue.client.publish("x", to: "a/topic")
            let publish = try await dialogue.server.expectPublish()
            #expect(publish.topic == "a/topic")
            #expect(publish.properties.isEmpty)
        }
    }

    @Test func `[MQTT-3.2.2-22] without Server Keep Alive the client's own holds`() async throws {
        let dialogue = try await ClientDialogue { $0.keepAlive = .seconds(1) }
        #expect(try await dialogue.connect().keepAlive == 1)
        try await dialogue.server.expect("C0 00")
    }

    @Test func `section 3.2.2.3: what the server does not offer is not asked for`() async throws {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [
                .wildcardSubscriptionAvailable(false), .subscriptionIdentifiersAvailable(false),
                .sharedSubscriptionAvailable(false),
            ]))
        let client = dialogue.client
        for filter in ["+/a", "#"] as [ApusClient.TopicFilter] {
            await #expect(throws: dialogue.unsupported("wildcard subscriptions")) {
                try await client.subscribe(to: filter)
            }
        }
        await #expect(throws: dialogue.unsupported("shared subscriptions")) {
            try await client.subscribe(to: "$share/g/a")
        }
        async let subscription = client.subscribe(to: "t")
        let subscribe = try await dialogue.server.expectSubscribe()
        #expect(subscribe.properties.isEmpty)
        try await dialogue.server.send(
            .suback(SubAck(packetID: subscribe.packetID, reasonCodes: [.success])))
        _ = try await subscription
    }
}
