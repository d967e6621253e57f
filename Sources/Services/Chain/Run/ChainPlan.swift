package import ApusClient
import Identity
import LoRaFrames
package import Radio

/// What one run of the whole chain does.
package struct ChainPlan: Sendable {
    package let folder: ChainFolder
    package let broker: ChainBroker
    package var source: ReadingSource
    package var topic: String
    package var interval: Duration
    package var gateway: GatewaySettings
    package var ether = EtherSettings()
    /// Zero takes a free one.
    package var etherPort = 0
    /// Where the receiver stands; the gateway is at the origin.
    package var receiverPosition = Position(x: 2, y: 0)

    /// A plan for the chain of `folder`; a fixed interval that can never be legal is refused.
    package init(
        folder: ChainFolder, port: Int, tlsPort: Int, source: ReadingSource,
        interval: Duration = Sensor.defaultInterval, gateway: GatewaySettings
    ) throws {
        self.folder = folder
        broker = ChainBroker(
            port: port, tlsPort: tlsPort, authorityPath: folder.authorityPath,
            certificatePath: folder.server.certificatePath, keyPath: folder.server.keyPath,
            stateFolder: folder.path)
        self.source = source
        topic = "sensors/sensor/\(source.name)"
        self.interval = interval
        self.gateway = gateway
        guard source != .standardInput else { return }
        let codec = JWTFrame(keys: try ChainKeyFile.load(folder.keysPath, environment: [:]))
        let sample = Reading(topic: topic, bytes: try ReadingReader(source).read())
        let frame = try Gateway.frame(sample, settings: gateway, codec: codec)
        let legality = gateway.legality(frameByteCount: frame.bytes.count, interval: interval)
        guard legality.isLegal else { throw ChainRunError.intervalNeverLegal(legality) }
    }

    /// How a device of the chain reaches the broker.
    package func client(_ speaker: ChainEvent.Speaker) -> MQTTClient.Configuration {
        let identity = speaker == .sensor ? folder.sensor : folder.gateway
        var configuration = MQTTClient.Configuration(host: "localhost", port: broker.tlsPort)
        configuration.clientID = speaker.rawValue
        configuration.tls = TLSConfiguration(
            trustRoots: .file(folder.authorityPath),
            certificateChainFile: identity.certificatePath, privateKeyFile: identity.keyPath)
        return configuration
    }
}
