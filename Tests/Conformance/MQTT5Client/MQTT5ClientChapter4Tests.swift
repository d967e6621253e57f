import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: chapter 4, operational behavior` {
    @Test func `[MQTT-4.1.0-1] session state is kept while the connection is open`() async throws {
        let dialogue = try await ClientDialogue.connected()
        let (client, server) = (dialogue.client, dialogue.server)
        let first = try await client.send(Message(topic: "t", qos: .exactlyOnce))
        try await server.expectPublish()
        try await server.send("34 06 00 01 74 00 05 00")
        try await server.expect("50 02 00 05")
        for number in UInt16(2)...20 {
            async let reason = client.publish("", to: "t", qos: .atLeastOnce)
            try await server.expectPublish()
            try await server.send(.puback(try ClientDialogue.acknowledgement(number)))
            _ = try await reason
        }
        try await server.send("62 02 00 05")
        try await server.expect("70 02 00 05")
        try await server.send("50 02 00 01")
        try await server.expect("62 02 00 01")
        try await server.send("70 02 00 01")
        #expect(try await first.completion() == .success)
    }

    @Test func `[MQTT-4.2.0-1] the transport is TCP, an ordered and lossless stream`() async throws
    {
        let dialogue = try await ClientDialogue.connected()
        let subscription = try await dialogue.subscribe("#")
        // The bytes of two packets, cut in the midst of fields.
        for part in ["30", "06 00", "02 61 62", "00 31 30 06 00 02 61", "62 00 32"] {
            try await dialogue.server.send(part)
        }
        #expect(try await subscription.first().text == "1")
        #expect(try await subscription.first().text == "2")
    }

    @Test func `[MQTT-4.4.0-1] unacknowledged PUBLISH and PUBREL are sent again, nothing else`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning()
        let (client, server) = (dialogue.client, dialogue.server)
        for qos in [ApusClient.QoS.exactlyOnce, .atLeastOnce, .exactlyOnce, .atLeastOnce] {
            _ = try await client.send(Message(topic: "t", qos: qos))
            try await server.expectPublish()
        }
        try await client.publish("", to: "t")
        try await server.expectPublish()
        try await server.send("50 02 00 01")
        try await server.expect("62 02 00 01")
        try await server.send("40 02 00 02")
        try await server.expectNothing()
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        for number in UInt16(3)...4 {
            let publish = try await server.expectPublish()
            #expect(publish.packetID?.rawValue == number)
            #expect(publish.isDuplicate)
        }
        try await server.expect("62 02 00 01")
        try await server.expectNothing()
    }

    @Test(arguments: [("40", ApusClient.QoS.atLeastOnce), ("50", .exactlyOnce)])
    func `[MQTT-4.4.0-2] a refused message is not sent again`(
        answer: String, qos: ApusClient.QoS
    ) async throws {
        let dialogue = try await ClientDialogue.returning()
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: qos))
        try await dialogue.server.expectPublish()
        try await dialogue.server.send("\(answer) 03 00 01 97")
        await #expect(throws: MQTTClientError.publishRefused(topic: "t", reason: .quotaExceeded)) {
            try await delivery.completion()
        }
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-4.5.0-2] messages that nobody reads are acknowledged, too`() async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.server.send("32 06 00 01 74 00 05 00")
        try await dialogue.server.expect("40 02 00 05")
        try await dialogue.server.send("34 06 00 01 74 00 06 00")
        try await dialogue.server.expect("50 02 00 06")
        try await dialogue.server.send("62 02 00 06")
        try await dialogue.server.expect("70 02 00 06")
    }

    @Test func `[MQTT-4.6.0-1] messages are sent again in their first order`() async throws {
        let dialogue = try await ClientDialogue.returning()
        let payloads = (UInt8(1)...20).map { [$0] }
        for payload in payloads {
            let qos: ApusClient.QoS = payload[0] % 3 == 0 ? .exactlyOnce : .atLeastOnce
            _ = try await dialogue.client.send(Message(topic: "t", payload: payload, qos: qos))
            try await dialogue.server.expectPublish()
        }
        for _ in 1...2 {
            try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
            for payload in payloads {
                #expect(try await dialogue.server.expectPublish().payload == payload)
            }
        }
    }

    @Test(arguments: [ApusClient.QoS.atLeastOnce, .exactlyOnce])
    func `[MQTT-4.6.0-2] [MQTT-4.6.0-3] acknowledgements come in the order of the messages`(
        qos: ApusClient.QoS
    ) async throws {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.subscriptionIdentifiersAvailable(false)]))
        let one = try await dialogue.subscribe(TopicFilter("a", qos: qos))
        let other = try await dialogue.subscribe(TopicFilter("b", qos: qos))
        let wire: MQTTPackets.QoS = qos == .exactlyOnce ? .exactlyOnce : .atLeastOnce
        for (topic, number) in [("a", 9), ("b", 7), ("a", 8)] as [(String, UInt16)] {
            let id = try ClientDialogue.id(number)
            try await dialogue.server.send(
                .publish(Publish(topic: topic, qos: wire, packetID: id)))
        }
        // The second is read first, and waits for the first.
        _ = try await other.first()
        try await dialogue.server.expectNothing()
        _ = try await one.first()
        _ = try await one.first()
        let type: PacketType = qos == .exactlyOnce ? .pubrec : .puback
        for number in [9, 7, 8] as [UInt16] {
            let body = try await dialogue.server.expectAcknowledgement(type)
            #expect(body.packetID.rawValue == number)
        }
    }

    @Test func `[MQTT-4.6.0-4] PUBREL come in the order of PUBREC, also when sent again`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning()
        for _ in 1...3 {
            _ = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
            try await dialogue.server.expectPublish()
        }
        for number in [3, 1, 2] { try await dialogue.server.send("50 02 00 0\(number)") }
        for number in [3, 1, 2] { try await dialogue.server.expect("62 02 00 0\(number)") }
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        for number in [3, 1, 2] { try await dialogue.server.expect("62 02 00 0\(number)") }
    }

    @Test(arguments: ["a/+/b", "a/#", "+", "#", "a+"])
    func `[MQTT-4.7.0-1] a topic name has no wildcards`(topic: String) async throws {
        let dialogue = try await ClientDialogue { $0.will = Message(topic: topic) }
        try await dialogue.expectInvalid { try await dialogue.client.connect() }
        let other = try await ClientDialogue.connected()
        try await other.expectInvalid { try await other.client.publish("", to: topic) }
    }

    @Test(arguments: ["a/b#", "a/#/b", "##", "#/a"])
    func `[MQTT-4.7.1-1] the multi-level wildcard is a whole last level`(
        filter: String
    ) async throws { try await expectIllegal(filter) }

    @Test(arguments: ["a+", "+a", "a/+b/c", "++"])
    func `[MQTT-4.7.1-2] the single-level wildcard is a whole level`(
        filter: String
    ) async throws { try await expectIllegal(filter) }

    @Test func `[MQTT-4.7.1-1] [MQTT-4.7.1-2] legal wildcards are sent`() async throws {
        let dialogue = try await ClientDialogue.connected()
        for filter in ["#", "+", "a/#", "+/+/#", "/+", "+/a/+"] as [ApusClient.TopicFilter] {
            _ = try await dialogue.subscribe(filter)
        }
    }

    @Test func `[MQTT-4.7.2-1] a wildcard at the start takes no topic that begins with $`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.subscriptionIdentifiersAvailable(false)]))
        let all = try await dialogue.subscribe("#")
        let system = try await dialogue.subscribe("$SYS/#")
        try await dialogue.server.send(.publish(Publish(topic: "$SYS/a", payload: [1])))
        try await dialogue.server.send(.publish(Publish(topic: "a", payload: [2])))
        #expect(try await all.first().payload == [2])
        #expect(try await system.first().payload == [1])
    }

    @Test func `[MQTT-4.7.3-1] topics and filters have at least one character`() async throws {
        try await expectIllegal("")
        try await ClientDialogue.expectViolation(.protocolError, of: "30 04 00 00 00 78")
    }

    @Test func `[MQTT-4.7.3-2] topics and filters have no null character`() async throws {
        try await expectIllegal("a\0b")
    }

    @Test func `[MQTT-4.7.3-3] topics and filters have at most 65535 bytes`() async throws {
        try await expectIllegal(String(repeating: "é", count: 32_768))
        let longest = String(repeating: "x", count: 65_535)
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.client.publish("", to: longest)
        #expect(try await dialogue.server.expectPublish().topic == longest)
    }

    @Test func `[MQTT-4.7.3-4] topics are matched by their bytes, without normalization`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [
                .subscriptionIdentifiersAvailable(false), .topicAliasMaximum(9),
            ])
        ) { $0.limits.sentTopicAliasesMax = 9 }
        let composed = try await dialogue.subscribe("caf\u{E9}")
        let decomposed = try await dialogue.subscribe("cafe\u{301}")
        try await dialogue.server.send(.publish(Publish(topic: "cafe\u{301}", payload: [2])))
        try await dialogue.server.send(.publish(Publish(topic: "caf\u{E9}", payload: [1])))
        #expect(try await composed.first().payload == [1])
        #expect(try await decomposed.first().payload == [2])
        for (topic, alias) in [("caf\u{E9}", 1), ("cafe\u{301}", 2)] as [(String, UInt16)] {
            try await dialogue.client.publish("", to: topic)
            let publish = try await dialogue.server.expectPublish()
            #expect(Array(publish.topic.utf8) == Array(topic.utf8))
            #expect(publish.properties.topicAlias == alias)
        }
    }

    @Test(arguments: ["$share/", "$share//a", "$share/g", "$share/g/", "$share/+/a", "$share/#/a"])
    func `[MQTT-4.8.2-1] [MQTT-4.8.2-2] a shared subscription has a group and a filter`(
        filter: String
    ) async throws { try await expectIllegal(filter) }

    @Test func `[MQTT-4.8.2-1] [MQTT-4.8.2-2] a legal shared subscription gets its messages`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected()
        let subscription = try await dialogue.subscribe("$share/g/a/+")
        try await dialogue.server.send(.publish(Publish(topic: "a/b", payload: [1])))
        #expect(try await subscription.first().payload == [1])
    }

    @Test
    func `[MQTT-4.9.0-1] [MQTT-4.9.0-2] the quota starts at Receive Maximum on each connection`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning(
            answer: ConnAck(properties: [.receiveMaximum(1)]))
        for _ in 1...3 {
            _ = try await dialogue.client.send(Message(topic: "t", qos: .atLeastOnce))
        }
        #expect(try await dialogue.server.expectPublish().packetID?.rawValue == 1)
        try await dialogue.server.expectNothing()
        try await dialogue.interrupt(
            thenAnswer: ConnAck(isSessionPresent: true, properties: [.receiveMaximum(2)]))
        for number in UInt16(1)...2 {
            #expect(try await dialogue.server.expectPublish().packetID?.rawValue == number)
        }
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-4.9.0-3] without quota all other packets are answered`() async throws {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.receiveMaximum(1)]))
        for _ in 1...2 {
            _ = try await dialogue.client.send(Message(topic: "t", qos: .atLeastOnce))
        }
        try await dialogue.server.expectPublish()
        try await dialogue.server.send("34 06 00 01 74 00 05 00")
        try await dialogue.server.expect("50 02 00 05")
        try await dialogue.server.send("62 02 00 05")
        try await dialogue.server.expect("70 02 00 05")
        try await dialogue.server.send("40 02 00 01")
        try await dialogue.server.expectPublish()
    }

    @Test(arguments: [
        ("00 00", MQTTPackets.ReasonCode.malformedPacket), ("10 00", .malformedPacket),
        ("82 06 00 01 00 00 01 74 00", .malformedPacket), ("C0 00", .protocolError),
        ("D0 01 00", .malformedPacket), ("30 FF FF FF FF 01", .malformedPacket),
        ("40 02 00 00", .malformedPacket), ("30 07 00 01 74 03 7F 00 01", .malformedPacket),
        ("30 06 00 01 74 02 01 02", .protocolError),
        ("30 08 00 01 74 04 01 01 01 01", .protocolError),
        ("82 07 00 01 00 00 01 74 00", .protocolError),
    ])
    func `[MQTT-4.13.1-1] a malformed packet or protocol error ends the connection with its reason`(
        packet: String, reason: MQTTPackets.ReasonCode
    ) async throws { try await ClientDialogue.expectViolation(reason, of: packet) }

    @Test func `[MQTT-4.13.2-1] a DISCONNECT with an error ends the connection`() async throws {
        let dialogue = try await ClientDialogue.connected()
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: .atLeastOnce))
        try await dialogue.server.expectPublish()
        try await dialogue.server.send("E0 01 8E")
        try await dialogue.server.expectEnd()
        let expected = MQTTClientError.disconnectedByServer(
            server: dialogue.client.configuration.server, reason: .sessionTakenOver, detail: nil)
        await #expect(throws: expected) { try await delivery.completion() }
    }

    @Test func `[MQTT-4.13.2-1] a CONNACK with an error ends the connection`() async throws {
        let dialogue = try await ClientDialogue()
        let greeting = Task { try await dialogue.client.connect() }
        try await dialogue.server.expectConnect()
        try await dialogue.server.send("20 03 00 88 00")
        try await dialogue.server.expectEnd()
        await #expect(throws: MQTTClientError.self) { _ = try await greeting.value }
    }

    private func expectIllegal(_ filter: String) async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.expectInvalid {
            _ = try await dialogue.client.subscribe(to: TopicFilter(filter))
        }
        try await dialogue.expectInvalid {
            try await dialogue.client.unsubscribe(from: [filter])
        }
    }
}
