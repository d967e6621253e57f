import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: section 3.1, CONNECT` {
    @Test func `[MQTT-3.1.0-1] the first packet is CONNECT`() async throws {
        let dialogue = try await ClientDialogue()
        async let greeting = dialogue.client.connect()
        #expect(try await dialogue.server.next().type == .connect)
        try await dialogue.server.send("20 03 00 00 00")
        _ = try await greeting
    }

    @Test func `[MQTT-3.1.0-2] a connection has one CONNECT`() async throws {
        let dialogue = try await ClientDialogue.connected()
        await #expect(throws: MQTTClientError.self) { try await dialogue.client.connect() }
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-3.1.2-1] [MQTT-3.1.2-2] [MQTT-3.1.2-3] name, version and reserved flag`()
        async throws
    {
        let dialogue = try await ClientDialogue()
        async let greeting = dialogue.client.connect()
        let bytes = try await dialogue.server.nextBytes()
        #expect(bytes[2..<9] == [0x00, 0x04, 0x4D, 0x51, 0x54, 0x54, 0x05])
        #expect(bytes[9] & 0x01 == 0)
        try await dialogue.server.send("20 03 00 00 00")
        _ = try await greeting
    }

    @Test func `[MQTT-3.1.2-4] Clean Start discards the session: nothing is sent again`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected { $0.sessionExpiry = .never }
        _ = try await dialogue.client.send(Message(topic: "t", qos: .atLeastOnce))
        try await dialogue.server.expectPublish()
        async let end: Void = dialogue.client.disconnect(grace: .zero)
        try await dialogue.server.expectDisconnect()
        await end
        let connect = try await dialogue.connect()
        #expect(connect.cleanStart)
        try await dialogue.server.expectNothing()
    }

    @Test(arguments: [ApusClient.QoS.atMostOnce, .atLeastOnce, .exactlyOnce])
    func `[MQTT-3.1.2-9] [MQTT-3.1.2-12] a will has its flag, QoS, properties, topic and payload`(
        qos: ApusClient.QoS
    ) async throws {
        let dialogue = try await ClientDialogue {
            $0.willDelay = .seconds(7)
            $0.will = Message(
                topic: "w", text: "gone", qos: qos, isRetained: true,
                properties: MessageProperties(
                    isText: true, expiry: .seconds(9), contentType: "c", responseTopic: "r",
                    correlationData: [1], userProperties: [UserProperty("a", "b")]))
        }
        let will = try #require(try await dialogue.connect().will)
        #expect(will.topic == "w")
        #expect(will.payload == Array("gone".utf8))
        #expect(will.qos.rawValue == qos.rawValue)
        #expect(will.isRetained)
        #expect(
            Set(will.properties.list) == [
                .payloadFormatIndicator(.utf8), .messageExpiryInterval(9), .contentType("c"),
                .responseTopic("r"), .correlationData([1]), .willDelayInterval(7),
                .userProperty(MQTTPackets.UserProperty("a", "b")),
            ])
    }

    @Test func `[MQTT-3.1.2-11] [MQTT-3.1.2-13] without a will its QoS and Retain are 0`()
        async throws
    {
        let dialogue = try await ClientDialogue()
        async let greeting = dialogue.client.connect()
        #expect(try await dialogue.server.nextBytes()[9] == 0x02)
        try await dialogue.server.send("20 03 00 00 00")
        _ = try await greeting
    }

    @Test(
        arguments: [
            (nil, UInt8(0x02), ""), (Credentials(userName: "u"), 0x82, "00 01 75"),
            (Credentials(userName: nil, password: "p"), 0x42, "00 01 70"),
            (Credentials(userName: "u", password: "p"), 0xC2, "00 01 75 00 01 70"),
        ] as [(Credentials?, UInt8, String)])
    func
        `[MQTT-3.1.2-16] [MQTT-3.1.2-17] [MQTT-3.1.2-18] [MQTT-3.1.2-19] flags and credentials`(
            credentials: Credentials?, flags: UInt8, fields: String
        ) async throws
    {
        let dialogue = try await ClientDialogue {
            $0.credentials = credentials
            $0.clientID = "i"
        }
        async let greeting = dialogue.client.connect()
        let bytes = try await dialogue.server.nextBytes()
        #expect(bytes[9] == flags)
        let properties = Int(bytes[12])
        let payload = bytes[(13 + properties)...].map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0\(digits)" : digits
        }
        #expect(
            payload.joined(separator: " ")
                == "00 01 69 \(fields)".split(separator: " ")
                .joined(separator: " "))
        try await dialogue.server.send("20 03 00 00 00")
        _ = try await greeting
    }

    @Test func `[MQTT-3.1.2-20] in silence the client sends PINGREQ`() async throws {
        let dialogue = try await ClientDialogue.connected { $0.keepAlive = .seconds(1) }
        try await dialogue.server.expect("C0 00")
        try await dialogue.server.send("D0 00")
        try await dialogue.server.expect("C0 00")
    }

    @Test(arguments: [0, 600])
    func `[MQTT-3.1.2-21] [MQTT-3.2.2-21] Server Keep Alive takes the place of the client's`(
        asked: Int
    ) async throws {
        let dialogue = try await ClientDialogue.connected(
            answer: ConnAck(properties: [.serverKeepAlive(1)])
        ) { $0.keepAlive = .seconds(asked) }
        try await dialogue.server.expect("C0 00")
    }

    @Test func `[MQTT-3.1.2-23] the session outlives the connection, even the client's goodbye`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning()
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: .atLeastOnce))
        let sent = try await dialogue.server.expectPublish()
        async let end: Void = dialogue.client.disconnect(grace: .zero)
        try await dialogue.server.expectDisconnect()
        await end
        await #expect(throws: MQTTClientError.disconnected) { try await delivery.completion() }
        let connect = try await dialogue.connect(ConnAck(isSessionPresent: true))
        #expect(!connect.cleanStart)
        let resent = try await dialogue.server.expectPublish()
        #expect(resent.isDuplicate)
        #expect(resent.packetID == sent.packetID)
    }

    @Test func `[MQTT-3.1.2-24] a packet beyond the client's Maximum Packet Size ends in 0x95`()
        async throws
    {
        let dialogue = try await ClientDialogue { $0.limits.packetBytesMax = 100 }
        #expect(try await dialogue.connect().properties.maximumPacketSize == 100)
        try await dialogue.expectViolation(.packetTooLarge, of: "30 63 00 01 74 00")
    }

    @Test(arguments: [0, 3] as [UInt16])
    func `[MQTT-3.1.2-26] [MQTT-3.1.2-27] an alias beyond the client's maximum ends in 0x94`(
        maximum: UInt16
    ) async throws {
        let dialogue = try await ClientDialogue { $0.limits.topicAliasMaximum = maximum }
        #expect(try await dialogue.connect().properties.topicAliasMaximum ?? 0 == maximum)
        let alias = "00 0\(maximum + 1)"
        try await dialogue.expectViolation(.topicAliasInvalid, of: "30 07 00 01 74 03 23 \(alias)")
    }

    @Test(arguments: [false, true])
    func `[MQTT-3.1.2-28] response information is asked for and given`(isWanted: Bool) async throws
    {
        let dialogue = try await ClientDialogue { $0.wantsResponseInformation = isWanted }
        async let greeting = dialogue.client.connect()
        let connect = try await dialogue.server.expectConnect()
        #expect(connect.properties.requestResponseInformation ?? false == isWanted)
        let properties: Properties = isWanted ? [.responseInformation("answers/1")] : []
        try await dialogue.server.send(.connack(ConnAck(properties: properties)))
        #expect(try await greeting.responseInformation == (isWanted ? "answers/1" : nil))
    }

    @Test(arguments: [
        "40 09 00 05 00 05 1F 00 02 6E 6F", "90 09 00 01 05 1F 00 02 6E 6F 00",
        "62 09 00 05 00 05 1F 00 02 6E 6F", "70 0B 00 05 00 07 26 00 01 61 00 01 62",
    ])
    func `[MQTT-3.1.2-29] details that the client does not want are a protocol error`(
        packet: String
    ) async throws {
        let dialogue = try await ClientDialogue { $0.wantsProblemDetails = false }
        #expect(try await dialogue.connect().properties.requestProblemInformation == false)
        try await dialogue.expectViolation(.protocolError, of: packet)
    }

    @Test func `[MQTT-3.1.3-1] the payload's fields come in their order`() async throws {
        let dialogue = try await ClientDialogue {
            $0.clientID = "1"
            $0.will = Message(topic: "2", text: "3")
            $0.credentials = Credentials(userName: "4", password: "5")
        }
        async let greeting = dialogue.client.connect()
        let bytes = try await dialogue.server.nextBytes()
        #expect(
            bytes.suffix(16) == [
                0, 1, 0x31, 0, 0, 1, 0x32, 0, 1, 0x33, 0, 1, 0x34, 0, 1, 0x35,
            ])
        try await dialogue.server.send("20 03 00 00 00")
        _ = try await greeting
    }

    @Test func `[MQTT-3.1.3-2] a client returns to its session by its identifier`() async throws {
        let dialogue = try await ClientDialogue.returning { $0.clientID = "me" }
        let connect = try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        #expect(connect.clientID == "me")
        #expect(!connect.cleanStart)
    }

    @Test func `[MQTT-3.1.3-3] an empty identifier is present, too`() async throws {
        let dialogue = try await ClientDialogue { $0.clientID = "" }
        async let greeting = dialogue.client.connect()
        #expect(try await dialogue.server.nextBytes().suffix(2) == [0, 0])
        try await dialogue.server.send("20 03 00 00 00")
        _ = try await greeting
    }

    @Test func `[MQTT-3.1.3-4] [MQTT-3.1.3-11] [MQTT-3.1.3-12] names are UTF-8 encoded strings`()
        async throws
    {
        let dialogue = try await ClientDialogue {
            $0.clientID = "ü"
            $0.will = Message(topic: "é")
            $0.credentials = Credentials(userName: "ß")
        }
        let connect = try await dialogue.connect()
        #expect(connect.clientID == "ü")
        #expect(connect.will?.topic == "é")
        #expect(connect.userName == "ß")
        let illegal: [(inout MQTTClient.Configuration) -> Void] = [
            { $0.clientID = "\0" }, { $0.will = Message(topic: "\0") },
            { $0.credentials = Credentials(userName: "\0") },
            { $0.clientID = String(repeating: "x", count: 65_536) },
        ]
        for change in illegal {
            let other = try await ClientDialogue(.v5, change)
            try await other.expectInvalid { try await other.client.connect() }
        }
    }
}
