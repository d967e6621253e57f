import ApusClient

/// SCRAM by a client that says when the broker has asked, and answers when it may.
struct DelayedSCRAM: AuthenticationMechanism {
    let scram: SCRAMSHA256
    let asked: AsyncStream<Never>.Continuation
    let held: AsyncStream<Never>

    var name: String { scram.name }

    func begin() throws(AuthenticationFailure) -> any AuthenticationConversation {
        Conversation(scram: try scram.begin(), asked: asked, held: held)
    }

    private struct Conversation: AuthenticationConversation {
        var scram: any AuthenticationConversation
        let asked: AsyncStream<Never>.Continuation
        let held: AsyncStream<Never>

        var initialData: [UInt8]? { scram.initialData }

        mutating func respond(
            to challenge: [UInt8]?
        ) async throws(AuthenticationFailure) -> [UInt8]? {
            asked.finish()
            for await _ in held {}
            return try await scram.respond(to: challenge)
        }

        mutating func conclude(with finalData: [UInt8]?) throws(AuthenticationFailure) {
            try scram.conclude(with: finalData)
        }
    }
}
