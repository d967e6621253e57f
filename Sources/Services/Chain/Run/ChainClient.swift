package import ApusClient

/// A connection to the broker for as long as a piece of work lasts.
package enum ChainClient {
    /// Connects, works, disconnects; what happens to the connection meanwhile is observed.
    package static func with(
        _ configuration: MQTTClient.Configuration, as speaker: ChainEvent.Speaker,
        observe: @escaping ChainObserver,
        work: @escaping @Sendable (MQTTClient) async throws -> Void
    ) async throws {
        let client = MQTTClient(configuration)
        let events = await client.connectionEvents()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events { observe(.connection(speaker, event)) }
            }
            do {
                try await client.connect()
                try await work(client)
                await client.disconnect()
            } catch {
                await client.disconnect(grace: .zero)
                group.cancelAll()
                throw error
            }
            group.cancelAll()
        }
    }
}
