import ApusClient
import Misconfigurations

extension Setup {
    /// The client of the setup, before whatever listens at `port`.
    func configuration(port: Int) -> MQTTClient.Configuration {
        var configuration = MQTTClient.Configuration(
            host: client.host, port: port, version: client.version == .v5 ? .v5 : .v311)
        configuration.clientID = client.clientID
        configuration.cleanStart = client.isClean
        configuration.keepAlive = .seconds(client.keepAliveSeconds)
        if let user = client.user {
            configuration.credentials = Credentials(userName: user.0, password: user.1)
        }
        if scene == .silent { configuration.connectTimeout = .milliseconds(200) }
        guard client.usesTLS else { return configuration }
        configuration.tls = TLSConfiguration(
            trustRoots: client.authorities.map { .file($0) } ?? .system,
            certificateChainFile: client.certificate, privateKeyFile: client.key,
            maximumVersion: client.newestTLS == "tlsv1.2" ? .v12 : nil)
        return configuration
    }
}

/// Why connecting failed; nil when it did not.
func failure(_ configuration: MQTTClient.Configuration) async -> MQTTClientError? {
    do throws(MQTTClientError) {
        let client = MQTTClient(configuration)
        try await client.connect()
        await client.disconnect()
        return nil
    } catch {
        return error
    }
}
