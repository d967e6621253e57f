import ApusClient
import Misconfigurations

/// ApusClient as a setup tells it.
enum SetupClient {
    /// Connects and disconnects; answers the error when it was not let in.
    static func error(_ setup: Setup, port: Int) async -> MQTTClientError? {
        let client = MQTTClient(configuration(setup.client, port: port))
        do throws(MQTTClientError) {
            _ = try await client.connect()
            await client.disconnect()
            return nil
        } catch {
            return error
        }
    }

    private static func configuration(
        _ side: ClientSide, port: Int
    ) -> MQTTClient.Configuration {
        var configuration = MQTTClient.Configuration(
            host: side.host, port: port, version: side.version == .v5 ? .v5 : .v311)
        configuration.clientID = side.clientID
        configuration.keepAlive = .seconds(side.keepAliveSeconds)
        configuration.connectTimeout = .seconds(3)
        if let name = side.userName {
            configuration.credentials = Credentials(userName: name, password: side.password)
        }
        guard side.usesTLS else { return configuration }
        var tls = TLSConfiguration(
            trustRoots: side.authorities.map { .file($0) } ?? .system,
            certificateChainFile: side.certificate, privateKeyFile: side.key)
        if side.newestTLS == "tlsv1.2" { tls.maximumVersion = .v12 }
        configuration.tls = tls
        return configuration
    }
}
