import BrokerCore
import Identity
import MQTTProbe
import StockPeers
import Testing

/// Mbed TLS as devices have it, by its Python binding; `Scripts/setup.sh test` gets it from PyPI.
@Suite(
    .serialized, .timeLimit(.minutes(1)),
    .enabled("python-mbedtls is not installed, as PyPI was out of reach: Scripts/setup.sh test") {
        try await MbedTLSClient.isInstalled
    })
struct `A client with Mbed TLS` {
    @Test func `is let in with its certificate`() async throws {
        let made = try MadeIdentities()
        let broker = try RunningBroker([made.listener(userName: .commonName)])
        let run = try await MbedTLSClient.run(
            [made.authorityFile, "localhost", "\(broker.port())"]
                + [made.device.certificatePath, made.device.keyPath], in: broker.folder)
        #expect(run.output == "20020000\n", "\(run.errors)")
        #expect(try await broker.events.connected("mb").userName == "sensor-1")
    }

    @Test func `that shows none is told apart`() async throws {
        let made = try MadeIdentities()
        let line = try await refusal(made, [made.authorityFile, "localhost"])
        #expect(line.hasSuffix(" [TLS-022]"))
    }

    @Test func `that goes because of the host's name is told apart, though it says nothing`()
        async throws
    {
        let made = try MadeIdentities()
        let line = try await refusal(made, [made.authorityFile, "elsewhere.example"])
        #expect(line.contains("for 'elsewhere.example'") && line.hasSuffix(" [TLS-002]"))
    }

    @Test func `that trusts another authority goes without a word, and the line says so`()
        async throws
    {
        let made = try MadeIdentities()
        let other = try MadeIdentities()
        let line = try await refusal(made, [other.authorityFile, "localhost"])
        #expect(line.contains("did not say why") && line.hasSuffix(" [TLS-052]"))
    }

    /// - Parameter words: the authority's file and the name that the client asks for.
    private func refusal(_ made: MadeIdentities, _ words: [String]) async throws -> String {
        let broker = try RunningBroker([made.listener()])
        let run = try await MbedTLSClient.run(words + ["\(broker.port())"], in: broker.folder)
        #expect(run.exitCode != 0 && run.output.isEmpty)
        _ = try await broker.events.linkFailed()
        return try broker.refusal()
    }
}
