import ApusClient
import MQTTPackets
import StockPeers
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

/// Accepts CONNECT at once and answers a re-authentication with `answers`.
private func server(_ answers: [Packet]) async throws -> ScriptedServer {
    try await ScriptedServer.start { packet in
        switch packet {
        case .connect: [.connack(ConnAck(properties: properties([9])))]
        case .auth(let step) where step.reasonCode == .reauthenticate: answers
        case .auth: [auth(.success, [9])]
        case .disconnect: nil
        default: []
        }
    }
}

private func client(_ server: ScriptedServer) async throws -> MQTTClient {
    var configuration = MQTTClient.Configuration(host: "127.0.0.1", port: server.port)
    configuration.reconnect = .never
    configuration.authentication = Echo()
    let client = MQTTClient(configuration)
    try await client.connect()
    return client
}

@Suite(.timeLimit(.minutes(1))) struct `A client that authenticates again` {
    @Test func `begins with AUTH 0x19 and the method of CONNECT [MQTT-4.12.1-1]`() async throws {
        let server = try await server([auth(.continueAuthentication, [5])])
        let client = try await client(server)
        try await client.reauthenticate()
        try await client.reauthenticate()
        #expect(
            server.received.dropFirst() == [
                auth(.reauthenticate, [1]), auth(.continueAuthentication, [5]),
                auth(.reauthenticate, [1]), auth(.continueAuthentication, [5]),
            ])
        await client.disconnect()
        try await server.close()
    }

    @Test func `shares the end of one that is under way`() async throws {
        let server = try await server([auth(.success, [9])])
        let client = try await client(server)
        async let first: Void = client.reauthenticate()
        async let second: Void = client.reauthenticate()
        _ = try await (first, second)
        #expect(await client.isConnected)
        await client.disconnect()
        try await server.close()
    }

    @Test func `learns why the broker refuses it [MQTT-4.12.1-2]`() async throws {
        let server = try await server([.disconnect(Disconnect(reasonCode: .notAuthorized))])
        let client = try await client(server)
        let error = await #expect(throws: MQTTClientError.self) {
            try await client.reauthenticate()
        }
        guard case .disconnectedByServer(_, .notAuthorized, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(await !client.isConnected)
        try await server.close()
    }

    @Test func `ends the connection when the broker proves nothing [MQTT-4.12.1-2]`() async throws {
        let server = try await server([auth(.success, [8])])
        let client = try await client(server)
        let error = await #expect(throws: MQTTClientError.self) {
            try await client.reauthenticate()
        }
        guard case .authenticationFailed(_, "ECHO", .other("not nine")) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await server.receives(
            .disconnect(Disconnect(reasonCode: .implementationSpecificError)))
        try await server.close()
    }

    @Test func `does not wait for ever`() async throws {
        let server = try await server([])
        var configuration = MQTTClient.Configuration(host: "127.0.0.1", port: server.port)
        configuration.reconnect = .never
        configuration.authentication = Echo()
        configuration.connectTimeout = .seconds(3)
        let client = MQTTClient(configuration)
        try await client.connect()
        let error = await #expect(throws: MQTTClientError.self) {
            try await client.reauthenticate()
        }
        guard case .timeout(_, .authenticate, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await server.close()
    }

    @Test func `is freed by disconnect()`() async throws {
        let server = try await server([])
        let client = try await client(server)
        let again = Task { try await client.reauthenticate() }
        await server.receives(auth(.reauthenticate, [1]))
        await client.disconnect()
        await #expect(throws: MQTTClientError.disconnected) { try await again.value }
        try await server.close()
    }

    @Test func `needs a connection and a mechanism [MQTT-4.12.0-7]`() async throws {
        let server = try await ScriptedServer.start { packet in
            if case .connect = packet { [.connack(ConnAck())] } else { nil }
        }
        let client = MQTTClient(MQTTClient.Configuration(host: "127.0.0.1", port: server.port))
        await #expect(throws: MQTTClientError.self) { try await client.reauthenticate() }
        try await client.connect()
        let error = await #expect(throws: MQTTClientError.self) {
            try await client.reauthenticate()
        }
        guard case .invalid(field: "authentication", _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(server.received.count == 1)
        await client.disconnect()
        try await server.close()
    }
}
