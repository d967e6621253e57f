import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

/// Answers every challenge with what it was asked, and is content with 9 as the last word.
private struct Echo: AuthenticationMechanism {
    struct Conversation: AuthenticationConversation {
        var initialData: [UInt8]? { [1] }

        mutating func respond(
            to challenge: [UInt8]?
        ) async throws(AuthenticationFailure) -> [UInt8]? { challenge }

        mutating func conclude(with finalData: [UInt8]?) throws(AuthenticationFailure) {
            if finalData != [9] { throw .other("not nine") }
        }
    }

    let name = "ECHO"

    func begin() throws(AuthenticationFailure) -> any AuthenticationConversation {
        Conversation()
    }
}

@Suite(.timeLimit(.minutes(1))) struct `MQTT 5 client: sections 3.15 and 4.12, authentication` {
    private static let accepted = ConnAck(properties: properties([9]))

    @Test func `[MQTT-3.1.2-30] nothing but AUTH is sent before CONNACK`() async throws {
        let dialogue = try await ClientDialogue { $0.authentication = Echo() }
        async let greeting = dialogue.client.connect()
        try await dialogue.server.accept()
        try await dialogue.server.expectConnect()
        await #expect(throws: MQTTClientError.self) {
            try await dialogue.client.publish("x", to: "t", qos: .atMostOnce)
        }
        for step: UInt8 in 5...7 {
            try await dialogue.server.send(Self.auth(.continueAuthentication, [step]))
            let answer = try await dialogue.server.next()
            #expect(answer == Self.auth(.continueAuthentication, [step]))
        }
        try await dialogue.server.send(.connack(Self.accepted))
        _ = try await greeting
    }

    @Test func `[MQTT-4.12.0-3] [MQTT-4.12.0-5] [MQTT-3.15.2-1] AUTH 0x18 answers AUTH`()
        async throws
    {
        let dialogue = try await ClientDialogue { $0.authentication = Echo() }
        async let greeting = dialogue.client.connect()
        try await dialogue.server.accept()
        let connect = try await dialogue.server.expectConnect()
        #expect(connect.properties.authenticationMethod == "ECHO")
        #expect(connect.properties.authenticationData == [1])
        try await dialogue.server.send(Self.auth(.continueAuthentication, [5]))
        #expect(try await dialogue.server.next() == Self.auth(.continueAuthentication, [5]))
        try await dialogue.server.send(.connack(Self.accepted))
        _ = try await greeting
    }

    @Test func `[MQTT-3.15.1-1] an AUTH with reserved bits makes the client leave`() async throws {
        let dialogue = try await ClientDialogue.connected(answer: Self.accepted) {
            $0.authentication = Echo()
        }
        try await dialogue.server.send("F1 00")
        let packet = try await dialogue.server.next()
        guard case .disconnect(let disconnect) = packet else {
            Issue.record("\(packet)")
            return
        }
        #expect(disconnect.reasonCode == .malformedPacket)
        try await dialogue.server.expectEnd()
    }

    @Test func `[MQTT-3.15.2-2] [MQTT-3.15.2-3] AUTH bears no words that could be too long`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(answer: Self.accepted) {
            $0.authentication = Echo()
        }
        async let again: Void = dialogue.client.reauthenticate()
        #expect(try await dialogue.server.next() == Self.auth(.reauthenticate, [1]))
        try await dialogue.server.send(Self.auth(.success, [9]))
        try await again
    }

    @Test func `[MQTT-4.12.0-7] a client without a method sends no AUTH`() async throws {
        let dialogue = try await ClientDialogue.connected()
        try await dialogue.expectInvalid { try await dialogue.client.reauthenticate() }
    }

    @Test func `[MQTT-4.12.1-1] AUTH 0x19 with the method of CONNECT begins again`() async throws {
        let dialogue = try await ClientDialogue.connected(answer: Self.accepted) {
            $0.authentication = Echo()
        }
        for step: UInt8 in 5...6 {
            async let again: Void = dialogue.client.reauthenticate()
            #expect(try await dialogue.server.next() == Self.auth(.reauthenticate, [1]))
            try await dialogue.server.send(Self.auth(.continueAuthentication, [step]))
            #expect(try await dialogue.server.next() == Self.auth(.continueAuthentication, [step]))
            try await dialogue.server.send(Self.auth(.success, [9]))
            try await again
        }
    }

    @Test func `[MQTT-4.12.1-2] a server that proves nothing the second time is left`()
        async throws
    {
        let dialogue = try await ClientDialogue.connected(answer: Self.accepted) {
            $0.authentication = Echo()
        }
        let client = dialogue.client
        let again = Task { try await client.reauthenticate() }
        _ = try await dialogue.server.next()
        try await dialogue.server.send(Self.auth(.success, [8]))
        let server = client.configuration.server
        await #expect(
            throws: MQTTClientError.authenticationFailed(
                server: server, method: "ECHO", .other("not nine"))
        ) { try await again.value }
        let disconnect = try await dialogue.server.expectDisconnect()
        #expect(disconnect.reasonCode == .implementationSpecificError)
    }

    private static func properties(_ data: [UInt8]?) -> Properties {
        var properties = Properties()
        properties.authenticationMethod = "ECHO"
        properties.authenticationData = data
        return properties
    }

    private static func auth(
        _ reasonCode: MQTTPackets.ReasonCode, _ data: [UInt8]?
    ) -> Packet { .auth(Auth(reasonCode: reasonCode, properties: properties(data))) }
}
