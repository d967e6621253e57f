import ApusClient
import ScriptedServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Thrown out again and again` {
    static let identifiers: [(String, String?)] = [("pump-1", "MQTT-007"), ("", nil)]

    @Test(arguments: identifiers)
    func `a client with an identifier of its own learns that it may be shared`(
        clientID: String, fault: String?
    ) async throws {
        let server = try await RawServer()
        var settings = MQTTClient.Configuration(
            host: "127.0.0.1", port: server.port, version: .v311)
        settings.clientID = clientID
        settings.reconnect = .exponential(
            initial: .milliseconds(1), maximum: .milliseconds(1), attemptsMax: nil)
        let client = MQTTClient(settings)
        let events = await client.connectionEvents()
        async let greeting = client.connect()
        for number in 0..<3 {
            if number > 0 { try await server.accept() }
            try await server.expectConnect()
            try await server.send("20 02 00 00")
            try await server.drop()
        }
        _ = try await greeting
        var losses: [String?] = []
        for await event in events {
            if case .connectionLost(let error) = event { losses.append(error.faultID) }
            if losses.count == 3 { break }
        }
        #expect(losses == [nil, nil, fault])
        await client.disconnect(grace: .zero)
    }
}
