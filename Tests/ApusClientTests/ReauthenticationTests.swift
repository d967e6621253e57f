import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

/// Sends a number up, and takes back only that number: enough to tell exchanges apart.
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

private func properties(_ data: [UInt8]?, method: String? = "ECHO") -> Properties {
    var properties = Properties()
    properties.authenticationMethod = method
    properties.authenticationData = data
    return properties
}

private func auth(
    _ reasonCode: MQTTPackets.ReasonCode, _ data: [UInt8]?, method: String? = "ECHO"
) -> Packet { .auth(Auth(reasonCode: reasonCode, properties: properties(data, method: method))) }

/// A client that has proved itself once, and its server.
private func dialogue(
    _ change: (inout MQTTClient.Configuration) -> Void = { _ in }
) async throws -> AuthenticationDialogue {
    let dialogue = try await AuthenticationDialogue(Echo(), change)
    try await dialogue.connect(.connack(ConnAck(properties: properties([9]))))
    return dialogue
}

@Suite(.timeLimit(.minutes(1))) struct `A client that authenticates again` {
    @Test func `shares the end of one that is under way`() async throws {
        let dialogue = try await dialogue()
        let client = dialogue.client
        let first = Task.immediate { try await client.reauthenticate() }
        let second = Task.immediate { try await client.reauthenticate() }
        #expect(await client.isConnected)  // asked in their order: both are under way
        #expect(try await dialogue.server.next() == auth(.reauthenticate, [1]))
        try await dialogue.server.send(auth(.success, [9]))
        try await first.value
        try await second.value
        await client.disconnect()
        try await dialogue.server.expectDisconnect()
    }

    @Test func `learns why the broker refuses it [MQTT-4.12.1-2]`() async throws {
        let dialogue = try await dialogue()
        let client = dialogue.client
        let again = Task { try await client.reauthenticate() }
        #expect(try await dialogue.server.next() == auth(.reauthenticate, [1]))
        try await dialogue.server.send(.disconnect(Disconnect(reasonCode: .notAuthorized)))
        let error = await #expect(throws: MQTTClientError.self) { try await again.value }
        guard case .disconnectedByServer(_, .notAuthorized, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(await !client.isConnected)
    }

    @Test func `does not wait for ever`() async throws {
        let dialogue = try await dialogue { $0.connectTimeout = .seconds(3) }
        let error = await #expect(throws: MQTTClientError.self) {
            try await dialogue.client.reauthenticate()
        }
        guard case .timeout(_, .authenticate, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try await dialogue.server.next() == auth(.reauthenticate, [1]))
        try await dialogue.expectFarewell()
    }

    @Test func `is freed by disconnect()`() async throws {
        let dialogue = try await dialogue()
        let client = dialogue.client
        let again = Task { try await client.reauthenticate() }
        #expect(try await dialogue.server.next() == auth(.reauthenticate, [1]))
        await client.disconnect()
        await #expect(throws: MQTTClientError.disconnected) { try await again.value }
        try await dialogue.server.expectDisconnect()
    }

    @Test func `needs a connection`() async throws {
        let client = try await AuthenticationDialogue(Echo()).client
        await #expect(throws: MQTTClientError.notConnected(server: client.configuration.server)) {
            try await client.reauthenticate()
        }
    }
}
