import ApusClient
import BrokerCore
import BrokerRuntime
import BrokerTransport
import MQTTProbe
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A client whose key is in a token` {
    @Test(arguments: ["p256", "p384", "rsa"], [TLSConfiguration.Version.v12, .v13])
    func `connects to our broker and to mosquitto`(
        object: String, version: TLSConfiguration.Version
    ) async throws {
        let identity = try await TokenIdentity()
        let ours = try RunningBroker([identity.made.listener(userName: .commonName)])
        let stock = try await StockBroker(settings: identity.stockSettings)
        for port in [ours.port(), stock.port] {
            var settings = try settings(identity, object, port: port)
            settings.tls?.minimumVersion = version
            settings.tls?.maximumVersion = version
            let client = MQTTClient(settings)
            try await client.connect()
            try await client.publish("signed", to: "t", qos: .atLeastOnce)
            await client.disconnect()
        }
        let user = try await ours.events.connected("device-\(object)").userName
        #expect(user == "device-\(object)")
    }

    @Test func `is one of eighty that share the token`() async throws {
        let identity = try await TokenIdentity()
        let broker = try RunningBroker([identity.made.listener()], shardCount: 2)
        let plain = try settings(identity, "p256", port: broker.port())
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<80 {
                group.addTask {
                    var settings = plain
                    settings.clientID = "device-\(number)"
                    let client = MQTTClient(settings)
                    try await client.connect()
                    await client.disconnect()
                    return 1
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(count == 80)
    }

    @Test func `speaks as an ESP8266 with a secure element does`() async throws {
        let identity = try await TokenIdentity()
        let broker = try RunningBroker([identity.made.listener()])
        var settings = try settings(identity, "p256", port: broker.port())
        settings.tls?.limit(to: .esp8266)
        let client = MQTTClient(settings)
        try await client.connect()
        await client.disconnect()
        #expect(
            try broker.finalLog().contains(
                "negotiated TLSv1.2 cipher ECDHE-ECDSA-AES128-GCM-SHA256"))
    }

    @Test func `is told before it connects that the certificate is another key's`() async throws {
        let identity = try await TokenIdentity()
        var settings = try settings(identity, "p256", port: 1)
        let other = try identity.device("always")
        settings.tls?.certificateChainFile = other
        let error = try await #require(failure(settings))
        #expect(error.contains("[TLS-014]") && error.contains(other))
        settings.tls?.certificateChainFile = try identity.device("rsa")
        #expect(try await #require(failure(settings)).contains("[TLS-014]"))
    }

    @Test(arguments: [
        ("nothing", "has no private key that fits"), ("p256;x=1", "the attribute 'x' is unknown"),
    ])
    func `is told what the token lacks`(object: String, words: String) async throws {
        let identity = try await TokenIdentity()
        var settings = try settings(identity, "p256", port: 1)
        settings.tls?.privateKeyFile = identity.tokens.address(object)
        let error = try await #require(failure(settings))
        #expect(error.contains(words) && error.contains("[TLS-051]"))
        #expect(!error.contains(SoftTokens.pin))
    }

    @Test func `hears the token's own words when it is lost in the midst of a handshake`()
        async throws
    {
        let identity = try await TokenIdentity()
        let (address, pinFile) = try identity.losableAddress()
        let logging = LoggingSettings(
            destinations: [.file(path: identity.made.folder.path("broker.log"))])
        let broker = try Broker(
            settings: BrokerSettings(listeners: [identity.made.listener()], logging: logging),
            shardCount: 1, log: try BrokerLog(logging),
            observer: { events in
                for case .accepted in events { identity.lose(pinFile: pinFile) }
            })
        defer { broker.stop() }
        var settings = try settings(
            identity, "p256", port: broker.listeners[0].port.map { Int($0) } ?? 0)
        settings.tls?.certificateChainFile = try identity.device("lost", address: address)
        settings.tls?.privateKeyFile = address
        let error = try await #require(failure(settings))
        #expect(error.contains("the PIN cannot be read from") && error.contains("[TLS-051]"))
    }

    private func failure(_ settings: MQTTClient.Configuration) async -> String? {
        let client = MQTTClient(settings)
        do throws(MQTTClientError) {
            try await client.connect()
        } catch {
            return "\(error)"
        }
        await client.disconnect()
        return nil
    }

    private func settings(
        _ identity: TokenIdentity, _ object: String, port: Int
    ) throws -> MQTTClient.Configuration {
        var settings = MQTTClient.Configuration(host: "localhost", port: port)
        settings.clientID = "device-\(object)"
        settings.reconnect = .never
        settings.tls = TLSConfiguration(
            trustRoots: .file(identity.made.authorityFile),
            certificateChainFile: try identity.device(object),
            privateKeyFile: identity.address(object))
        return settings
    }
}
