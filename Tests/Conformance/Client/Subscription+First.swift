import ApusClient
import Testing

extension ApusClient.Subscription {
    /// The next message.
    func first() async throws -> Message {
        var messages = makeAsyncIterator()
        return try #require(try await messages.next())
    }
}
