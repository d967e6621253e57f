import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `MQTT 3.1.1 client: sections 3.1 and 3.2, connecting` {
    @Test func `[MQTT-3.1.0-1] [MQTT-3.1.2-1] [MQTT-3.1.2-2] [MQTT-3.1.2-3] CONNECT comes first`()
        async throws
    {
        let dialogue = try await ClientDialogue(.v311) { $0.clientID = "i" }
        async let greeting = dialogue.client.connect()
        try await dialogue.server.expect("10 0D 00 04 4D 51 54 54 04 02 00 00 00 01 69")
        try await dialogue.server.send("20 02 00 00")
        _ = try await greeting
    }

    @Test func `[MQTT-3.1.0-2] a connection has one CONNECT`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311)
        await #expect(throws: MQTTClientError.self) { try await dialogue.client.connect() }
        try await dialogue.server.expectNothing()
    }

    @Test func `[MQTT-3.1.2-4] without CleanSession the session is stored and resumed`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning(.v311)
        _ = try await dialogue.client.send(Message(topic: "t", qos: .atLeastOnce))
        let sent = try await dialogue.server.expectPublish()
        async let end: Void = dialogue.client.disconnect(grace: .zero)
        try await dialogue.server.expect(.disconnect)
        await end
        let connect = try await dialogue.connect(ConnAck(isSessionPresent: true))
        #expect(!connect.cleanStart)
        let resent = try await dialogue.server.expectPublish()
        #expect(resent.isDuplicate)
        #expect(resent.packetID == sent.packetID)
    }

    @Test func `[MQTT-3.1.2-6] CleanSession discards: no identifier or DUP of the old session`()
        async throws
    {
        let dialogue = try await ClientDialogue.returning(.v311) { $0.cleanStart = true }
        let delivery = try await dialogue.client.send(Message(topic: "t", qos: .exactlyOnce))
        let sent = try await dialogue.server.expectPublish()
        let connect = try await dialogue.interrupt(thenAnswer: ConnAck())
        #expect(connect.cleanStart)
        let new = try await dialogue.server.expectPublish()
        #expect(!new.isDuplicate)
        #expect(new.packetID != sent.packetID)
        withExtendedLifetime(delivery) {}
    }

    @Test(arguments: [ApusClient.QoS.atMostOnce, .atLeastOnce, .exactlyOnce])
    func `[MQTT-3.1.2-9] [MQTT-3.1.2-14] a will has its flag, QoS, topic and payload`(
        qos: ApusClient.QoS
    ) async throws {
        let dialogue = try await ClientDialogue(.v311) {
            $0.will = Message(topic: "w", text: "gone", qos: qos, isRetained: true)
        }
        let will = try #require(try await dialogue.connect().will)
        #expect(will.topic == "w")
        #expect(will.payload == Array("gone".utf8))
        #expect(will.qos.rawValue == qos.rawValue)
        #expect(will.isRetained)
    }

    @Test func `[MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-15] without a will its bits are 0`()
        async throws
    {
        let dialogue = try await ClientDialogue(.v311) { $0.clientID = "" }
        async let greeting = dialogue.client.connect()
        try await dialogue.server.expect("10 0C 00 04 4D 51 54 54 04 02 00 00 00 00")
        try await dialogue.server.send("20 02 00 00")
        _ = try await greeting
    }

    @Test(
        arguments: [
            (nil, "10 0D 00 04 4D 51 54 54 04 02 00 00 00 01 69"),
            (
                Credentials(userName: "u"),
                "10 10 00 04 4D 51 54 54 04 82 00 00 00 01 69 00 01 75"
            ),
            (
                Credentials(userName: "u", password: "p"),
                "10 13 00 04 4D 51 54 54 04 C2 00 00 00 01 69 00 01 75 00 01 70"
            ),
        ] as [(Credentials?, String)])
    func
        `[MQTT-3.1.2-18] [MQTT-3.1.2-19] [MQTT-3.1.2-20] [MQTT-3.1.2-21] flags and credentials`(
            credentials: Credentials?, packet: String
        ) async throws
    {
        let dialogue = try await ClientDialogue(.v311) {
            $0.credentials = credentials
            $0.clientID = "i"
        }
        async let greeting = dialogue.client.connect()
        try await dialogue.server.expect(packet)
        try await dialogue.server.send("20 02 00 00")
        _ = try await greeting
    }

    @Test func `[MQTT-3.1.2-22] a password without a user name is not sent`() async throws {
        let dialogue = try await ClientDialogue(.v311) {
            $0.credentials = Credentials(userName: nil, password: "p")
        }
        try await dialogue.expectInvalid { try await dialogue.client.connect() }
    }

    @Test func `[MQTT-3.1.2-23] in silence the client sends PINGREQ`() async throws {
        let dialogue = try await ClientDialogue.connected(.v311) { $0.keepAlive = .seconds(1) }
        try await dialogue.server.expect("C0 00")
        try await dialogue.server.send("D0 00")
        try await dialogue.server.expect("C0 00")
    }

    @Test func `[MQTT-3.1.2-23] the ping is due before Keep Alive has passed`() {
        let start = ContinuousClock.now
        for interval in [Duration.seconds(1), .seconds(60), .seconds(65_535)] {
            var keepAlive = KeepAlive(interval: interval, timeout: .seconds(1), now: start)
            guard case .wait(let moment) = keepAlive.check(now: start) else {
                Issue.record("a ping is due at once")
                return
            }
            #expect(moment < start + interval)
            #expect(keepAlive.check(now: moment) == .ping)
        }
    }

    @Test func `[MQTT-3.1.3-1] [MQTT-3.1.3-3] the payload's fields come in their order`()
        async throws
    {
        let dialogue = try await ClientDialogue(.v311) {
            $0.clientID = "1"
            $0.will = Message(topic: "2", text: "3")
            $0.credentials = Credentials(userName: "4", password: "5")
        }
        async let greeting = dialogue.client.connect()
        try await dialogue.server.expect(
            "10 19 00 04 4D 51 54 54 04 C6 00 00 00 01 31 00 01 32 00 01 33 00 01 34 00 01 35")
        try await dialogue.server.send("20 02 00 00")
        _ = try await greeting
    }

    @Test func `[MQTT-3.1.3-2] a client returns to its session by its identifier`() async throws {
        let dialogue = try await ClientDialogue.returning(.v311) { $0.clientID = "me" }
        let connect = try await dialogue.interrupt(thenAnswer: ConnAck(isSessionPresent: true))
        #expect(connect.clientID == "me")
        #expect(!connect.cleanStart)
    }

    @Test func `[MQTT-3.1.3-4] [MQTT-3.1.3-10] [MQTT-3.1.3-11] names are UTF-8 encoded strings`()
        async throws
    {
        let dialogue = try await ClientDialogue(.v311) {
            $0.clientID = "ü"
            $0.will = Message(topic: "é")
            $0.credentials = Credentials(userName: "ß")
        }
        let connect = try await dialogue.connect()
        #expect(connect.clientID == "ü")
        #expect(connect.will?.topic == "é")
        #expect(connect.userName == "ß")
    }

    @Test func `[MQTT-3.1.3-7] an empty identifier needs CleanSession`() async throws {
        let dialogue = try await ClientDialogue(.v311) {
            $0.clientID = ""
            $0.cleanStart = false
        }
        try await dialogue.expectInvalid { try await dialogue.client.connect() }
    }

    @Test(arguments: ["30 04 00 01 74 78", "D0 00", "90 03 00 01 00"])
    func `[MQTT-3.2.0-1] anything before CONNACK ends the connection`(
        packet: String
    ) async throws { try await expectRefusal(of: packet) }

    @Test(arguments: ["20 02 02 00", "20 02 01 05", "20 02 00 06", "20 03 00 00 00", "20 02 01 00"])
    func `[MQTT-3.2.2-1] [MQTT-3.2.2-4] an illegal CONNACK ends the connection`(
        packet: String
    ) async throws { try await expectRefusal(of: packet) }

    @Test(arguments: [
        (1, ApusClient.ReasonCode.unsupportedProtocolVersion), (2, .clientIdentifierNotValid),
        (3, .serverUnavailable), (4, .badUserNameOrPassword), (5, .notAuthorized),
    ])
    func `[MQTT-3.2.2-5] a refusal ends the connection and tells why`(
        code: Int, reason: ApusClient.ReasonCode
    ) async throws {
        let dialogue = try await ClientDialogue(.v311)
        let greeting = Task { try await dialogue.client.connect() }
        try await dialogue.server.expectConnect()
        try await dialogue.server.send("20 02 00 0\(code)")
        try await dialogue.server.expectEnd()
        let server = dialogue.client.configuration.server
        let error = await #expect(throws: MQTTClientError.self) { _ = try await greeting.value }
        #expect(
            error
                == .refused(
                    server: server, reason: reason, detail: nil, because: error?.diagnosis))
    }

    private func expectRefusal(of packet: String) async throws {
        let dialogue = try await ClientDialogue(.v311)
        let greeting = Task { try await dialogue.client.connect() }
        try await dialogue.server.expectConnect()
        try await dialogue.server.send(packet)
        try await dialogue.server.expectEnd()
        let error = await #expect(throws: MQTTClientError.self) { _ = try await greeting.value }
        #expect(error?.isViolation == true)
    }
}
