import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 3.1.1 client: chapters 4 and 7` {
    @Test func `[MQTT-4.1.0-1] [MQTT-4.1.0-2] session state is kept for the whole session`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning(.v311)
        let (client, server) = (dialogue.client, dialogue.server)
        let delivery = try await client.send(Message(topic: "t", qos: .exactlyOnce))
        try await server.expectPublish()
        try await server.send("34 05 00 01 75 00 05")
        try await server.expect("50 02 00 05")
        for _ in 1...3 {
            try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
            #expect(try await server.expectPublish().isDuplicate)
            try await server.send("3C 05 00 01 75 00 05")
            try await server.expect("50 02 00 05")
        }
        try await server.send("50 02 00 01")
        try await server.expect("62 02 00 01")
        try await server.send("70 02 00 01")
        #expect(try await delivery.completion() == .success)
    }

    @Test func `[MQTT-4.3.1-1] QoS 0 is sent once with DUP 0`() async throws {
        let dialogue = try await ClientDialogue.returning(.v311)
        try await dialogue.client.publish("", to: "t")
        try await dialogue.server.expect("30 03 00 01 74")
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-4.3.2-1] QoS 1 as a sender: unacknowledged until its PUBACK`() async throws {
        let dialogue = try await ClientDialogue.returning(.v311)
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: .atLeastOnce))
        try await dialogue.server.expect("32 05 00 01 74 00 01")
        for other in ["40 02 00 09", "50 02 00 01", "70 02 00 01"] {
            try await dialogue.server.send(other)
        }
        try await dialogue.server.expectNothing()
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await dialogue.server.expect("3A 05 00 01 74 00 01")
        try await dialogue.server.send("40 02 00 01")
        #expect(try await delivery.completion() == .success)
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-4.3.2-2] QoS 1 as a receiver: PUBACK, and then a new message`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        let subscription = try await dialogue.subscribe(TopicFilter("#", qos: .atLeastOnce))
        for (flags, text) in [("32", "1"), ("3A", "2")] {
            try await dialogue.server.send("\(flags) 06 00 01 74 00 05 3\(text)")
            try await dialogue.server.expectNothing()
            #expect(try await subscription.first().text == text)
            try await dialogue.server.expect("40 02 00 05")
        }
    }

    @Test func `[MQTT-4.3.3-1] QoS 2 as a sender: PUBLISH until PUBREC, PUBREL until PUBCOMP`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning(.v311)
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
        try await dialogue.server.expect("34 05 00 01 74 00 01")
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await dialogue.server.expect("3C 05 00 01 74 00 01")
        try await dialogue.server.send("50 02 00 01")
        try await dialogue.server.expect("62 02 00 01")
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await dialogue.server.expect("62 02 00 01")
        try await dialogue.server.expectNothing()
        try await dialogue.server.send("70 02 00 01")
        #expect(try await delivery.completion() == .success)
    }

    @Test func `[MQTT-4.3.3-2] QoS 2 as a receiver: delivered once between PUBLISH and PUBCOMP`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        let subscription = try await dialogue.subscribe(TopicFilter("#", qos: .exactlyOnce))
        for text in ["1", "2"] {
            try await dialogue.server.send("34 06 00 01 74 00 05 3\(text)")
            #expect(try await subscription.first().text == text)
            try await dialogue.server.expect("50 02 00 05")
            try await dialogue.server.send("3C 06 00 01 74 00 05 3\(text)")
            try await dialogue.server.expect("50 02 00 05")
            try await dialogue.server.send("62 02 00 05")
            try await dialogue.server.expect("70 02 00 05")
        }
    }

    @Test func `[MQTT-4.4.0-1] unacknowledged PUBLISH and PUBREL are sent again`() async throws {
        let dialogue = try await ClientDialogue.returning(.v311)
        let (client, server) = (dialogue.client, dialogue.server)
        for qos in [ApusClient.QoS.exactlyOnce, .atLeastOnce, .exactlyOnce] {
            _ = try await client.send(Message(topic: "t", qos: qos))
            try await server.expectPublish()
        }
        try await server.send("50 02 00 01")
        try await server.expect("62 02 00 01")
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        try await server.expect("3A 05 00 01 74 00 02")
        try await server.expect("3C 05 00 01 74 00 03")
        try await server.expect("62 02 00 01")
        try await server.expectNothing()
    }

    @Test func `[MQTT-4.5.0-2] messages that nobody reads are acknowledged, too`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        try await dialogue.server.send("32 05 00 01 74 00 05")
        try await dialogue.server.expect("40 02 00 05")
        try await dialogue.server.send("34 05 00 01 74 00 06")
        try await dialogue.server.expect("50 02 00 06")
        try await dialogue.server.send("62 02 00 06")
        try await dialogue.server.expect("70 02 00 06")
    }

    @Test func `[MQTT-4.6.0-1] messages are sent again in their first order`() async throws {
        let dialogue = try await ClientDialogue.returning(.v311)
        let payloads = (UInt8(1)...20).map { [$0] }
        for payload in payloads {
            let qos: ApusClient.QoS = payload[0] % 3 == 0 ? .exactlyOnce : .atLeastOnce
            _ = try await dialogue.client.send(Message(topic: "t", payload: payload, qos: qos))
            try await dialogue.server.expectPublish()
        }
        try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        for payload in payloads {
            #expect(try await dialogue.server.expectPublish().payload == payload)
        }
    }

    @Test(arguments: [("32", ApusClient.QoS.atLeastOnce, "40"), ("34", .exactlyOnce, "50")])
    func `[MQTT-4.6.0-2] [MQTT-4.6.0-3] acknowledgements come in the order of the messages`(
        flags: String, qos: ApusClient.QoS, answer: String
    ) async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        let one = try await dialogue.subscribe(TopicFilter("a", qos: qos))
        let other = try await dialogue.subscribe(TopicFilter("b", qos: qos))
        try await dialogue.server.send("\(flags) 05 00 01 61 00 09")
        try await dialogue.server.send("\(flags) 05 00 01 62 00 07")
        // The second is read first, and waits for the first.
        _ = try await other.first()
        try await dialogue.server.expectNothing()
        _ = try await one.first()
        try await dialogue.server.expect("\(answer) 02 00 09")
        try await dialogue.server.expect("\(answer) 02 00 07")
    }

    @Test func `[MQTT-4.6.0-4] PUBREL come in the order of PUBREC, also when sent again`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning(.v311)
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
    func `[MQTT-4.7.1-1] a topic name has no wildcards`(topic: String) async throws {
        let dialogue = try await ClientDialogue(.v311) { $0.will = Message(topic: topic) }
        try await dialogue.expectInvalid { try await dialogue.client.connect() }
    }

    @Test(arguments: ["a/b#", "a/#/b", "##", "#/a"])
    func `[MQTT-4.7.1-2] the multi-level wildcard is a whole last level`(
        filter: String
    ) async throws { try await expectIllegal(filter) }

    @Test(arguments: ["a+", "+a", "a/+b/c", "++"])
    func `[MQTT-4.7.1-3] the single-level wildcard is a whole level`(
        filter: String
    ) async throws { try await expectIllegal(filter) }

    @Test func `[MQTT-4.7.2-1] a wildcard at the start takes no topic that begins with $`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        let all = try await dialogue.subscribe("#")
        let system = try await dialogue.subscribe("$SYS/#")
        try await dialogue.server.send(.publish(Publish(topic: "$SYS/a", payload: [1])))
        try await dialogue.server.send(.publish(Publish(topic: "a", payload: [2])))
        #expect(try await all.first().payload == [2])
        #expect(try await system.first().payload == [1])
    }

    @Test func `[MQTT-4.7.3-1] topics and filters have at least one character`() async throws {
        try await expectIllegal("")
        try await ClientDialogue.expectEnd(after: "30 03 00 00 78")
    }

    @Test func `[MQTT-4.7.3-2] topics and filters have no null character`() async throws {
        try await expectIllegal("a\0b")
    }

    @Test func `[MQTT-4.7.3-3] topics and filters have at most 65535 bytes`() async throws {
        try await expectIllegal(String(repeating: "é", count: 32_768))
    }

    @Test func `[MQTT-4.7.3-4] topics are matched by their bytes, without normalization`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        let composed = try await dialogue.subscribe("caf\u{E9}")
        let decomposed = try await dialogue.subscribe("cafe\u{301}")
        try await dialogue.server.send(.publish(Publish(topic: "cafe\u{301}", payload: [2])))
        try await dialogue.server.send(.publish(Publish(topic: "caf\u{E9}", payload: [1])))
        #expect(try await composed.first().payload == [1])
        #expect(try await decomposed.first().payload == [2])
    }

    @Test(arguments: [
        "00 00", "F0 00", "10 00", "82 06 00 01 00 01 74 00", "C0 00", "D0 01 00",
        "30 FF FF FF FF 01", "40 02 00 00", "40 03 00 01 00", "20 02 00 00",
    ])
    func `[MQTT-4.8.0-1] a protocol violation ends the connection`(packet: String) async throws {
        try await ClientDialogue.expectEnd(after: packet)
    }

    @Test func `[MQTT-4.8.0-2] a packet that the client has no room for ends the connection`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311) { $0.limits.packetBytesMax = 100 }
        try await dialogue.server.send("30 80 01 00 01 74")
        try await dialogue.server.expectEnd()
    }

    @Test func `[MQTT-7.0.0-2] [MQTT-7.1.2-1] plain TCP and the standard's packets are enough`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(.v311)
        let subscription = try await dialogue.subscribe("#")
        // The bytes of two packets, cut in the midst of fields.
        for part in ["30", "05 00", "02 61 62", "31 30 05 00 02 61", "62 32"] {
            try await dialogue.server.send(part)
        }
        #expect(try await subscription.first().text == "1")
        #expect(try await subscription.first().text == "2")
    }

    private func expectIllegal(_ filter: String) async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        try await dialogue.expectInvalid {
            _ = try await dialogue.client.subscribe(to: TopicFilter(filter))
        }
        try await dialogue.expectInvalid {
            try await dialogue.client.unsubscribe(from: [filter])
        }
    }
}
