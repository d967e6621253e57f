import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `With a server that falls silent` {
    @Test func `a missing CONNACK ends in a timeout`() async throws {
        let server = try await RawServer()
        var settings = configuration(server)
        settings.connectTimeout = .milliseconds(50)
        let client = MQTTClient(settings)
        let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
        guard case .timeout(_, .connect, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `an unanswered ping ends the connection [MQTT-3.1.2-22]`() async throws {
        let server = try await RawServer()
        var settings = configuration(server)
        settings.keepAlive = .seconds(1)
        settings.pingTimeout = .milliseconds(50)
        settings.reconnect = .never
        let client = MQTTClient(settings)
        let events = await client.connectionEvents()
        try await connect(client, to: server)
        try await server.expect(.pingreq)
        var last: ConnectionEvent?
        for await event in events {
            last = event
            if case .closed = event { break }
        }
        guard case .closed(.timeout(_, .ping, _, _)) = last else {
            Issue.record("\(String(describing: last))")
            return
        }
        try await server.expectEnd()
    }

    @Test func `bytes that are no MQTT are a protocol violation`() async throws {
        let server = try await RawServer()
        let client = MQTTClient(configuration(server))
        let greeting = Task { try await client.connect() }
        try await server.expectConnect()
        try await server.send("48 54 54 50 2F 31 2E 31")  // HTTP/1.1
        let error = await #expect(throws: MQTTClientError.self) { try await greeting.value }
        guard case .protocolViolation = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await server.expectEnd()
    }

    @Test func `cancelling a publish frees its caller`() async throws {
        let server = try await RawServer()
        let client = MQTTClient(configuration(server))
        try await connect(client, to: server)
        let publishing = Task {
            try await client.publish("x", to: "t", qos: .atLeastOnce)
        }
        publishing.cancel()
        await #expect(throws: MQTTClientError.cancelled) { try await publishing.value }
        await client.disconnect(grace: .zero)
    }

    @Test func `whoever waits for a client that is gone learns it`() async throws {
        let server = try await RawServer()
        func delivery() async throws -> Delivery {
            let client = MQTTClient(configuration(server))
            try await connect(client, to: server)
            return try await client.send(Message(topic: "t", qos: .atLeastOnce))
        }
        let pending = try await delivery()
        await #expect(throws: MQTTClientError.disconnected) { try await pending.completion() }
    }

    /// Connects the client to the server, which says nothing after CONNACK.
    private func connect(_ client: MQTTClient, to server: RawServer) async throws {
        async let greeting = client.connect()
        try await server.expectConnect()
        try await server.send("20 02 00 00")
        _ = try await greeting
    }

    private func configuration(_ server: RawServer) -> MQTTClient.Configuration {
        MQTTClient.Configuration(host: "127.0.0.1", port: server.port, version: .v311)
    }
}
