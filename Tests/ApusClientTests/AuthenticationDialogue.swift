import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

/// A client that authenticates in steps, and the server that a test speaks for.
struct AuthenticationDialogue {
    let server: RawServer
    let client: MQTTClient

    /// A client that is not connected yet and gives up when its connection is lost.
    init(
        _ mechanism: (any AuthenticationMechanism)?,
        _ change: (inout MQTTClient.Configuration) -> Void = { _ in }
    ) async throws {
        server = try await RawServer()
        var configuration = MQTTClient.Configuration(host: "127.0.0.1", port: server.port)
        configuration.reconnect = .never
        configuration.authentication = mechanism
        change(&configuration)
        client = MQTTClient(configuration)
    }

    /// Connects the client, whose every packet gets the next of the answers.
    func connect(_ answers: Packet...) async throws {
        async let greeting = client.connect()
        try await answer(answers)
        _ = try await greeting
    }

    /// Why the client does not get connected when its packets get these answers.
    func failure(after answers: Packet...) async throws -> MQTTClientError? {
        let client = client
        let greeting = Task { try await client.connect() }
        try await answer(answers)
        return await #expect(throws: MQTTClientError.self) { try await greeting.value }
    }

    /// Proves that the client says that it cannot go on, and goes.
    func expectFarewell() async throws {
        let disconnect = try await server.expectDisconnect()
        #expect(disconnect.reasonCode == .implementationSpecificError)
    }

    private func answer(_ answers: [Packet]) async throws {
        for answer in answers {
            _ = try await server.next()
            try await server.send(answer)
        }
    }
}
