import ApusClient
import BrokerAccess
import BrokerCore
import BrokerTransport
import Foundation
import MQTTProbe
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A listener with scram_file` {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try addUser("ann", "right")
    }

    @Test(arguments: [1, 2])
    func `lets in who proves the password, again and again [MQTT-4.12.1-1]`(
        shardCount: Int
    ) async throws {
        let broker = try RunningBroker([listener()], shardCount: shardCount)
        for number in 0..<4 {
            let client = client(broker, "ann", "right", clientID: "c\(number)")
            try await client.connect()
            #expect(try await broker.events.connected("c\(number)").userName == "ann")
            let messages = try await client.subscribe(to: TopicFilter("t/\(number)"))
            try await client.publish("before", to: "t/\(number)", qos: .atLeastOnce)
            try await client.reauthenticate()
            try await client.reauthenticate()
            try await client.publish("after", to: "t/\(number)", qos: .atLeastOnce)
            var texts: [String] = []
            for try await message in messages {
                texts.append(message.text)
                if texts.count == 2 { break }
            }
            #expect(texts == ["before", "after"])
            await client.disconnect()
        }
        let log = try broker.finalLog()
        #expect(log.contains("Sending AUTH to c0 (rc24)"))
        #expect(log.contains("Received AUTH from c0 (rc25)"))
        #expect(log.contains("Sending AUTH to c0 (rc0)"))
        #expect(!log.contains("right"))
    }

    @Test func `refuses wrong passwords and unknown users alike [MQTT-4.12.0-4]`() async throws {
        let broker = try RunningBroker([listener()])
        for (user, password) in [("ann", "wrong"), ("bob", "right")] {
            let client = client(broker, user, password, clientID: "c")
            let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
            guard case .refused(_, .notAuthorized, _, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        let log = try broker.finalLog()
        let file = folder.path("scram")
        #expect(
            log.contains(
                "disconnected, not authorised: the password of user 'ann' is wrong; its proof is "
                    + "checked against \(file) [MQTT-001]"))
        #expect(log.contains("user 'bob' is not in \(file); add it with apus scram [MQTT-001]"))
    }

    @Test func `refuses everybody else, and says how to come in`() async throws {
        let broker = try RunningBroker([listener(), .open])
        let nobody = try await broker.run("mosquitto_pub", ["-V", "5", "-t", "t", "-m", "x"])
        #expect(nobody.exitCode == 135)
        let plain = try await broker.run(
            "mosquitto_pub", ["-t", "t", "-m", "x", "-u", "ann", "-P", "right"])
        #expect(plain.exitCode == 5)
        var other = MQTTClient.Configuration(host: "127.0.0.1", port: broker.port(1))
        other.authentication = ApusClient.SCRAMSHA256(userName: "ann", password: "right")
        let error = await #expect(throws: MQTTClientError.self) {
            try await MQTTClient(other).connect()
        }
        guard case .refused(_, .badAuthenticationMethod, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let log = try broker.finalLog()
        #expect(log.contains("it gave no user name, and allow_anonymous is false"))
        #expect(
            log.contains(
                "prove it by SCRAM-SHA-256 (apus pub --scram), or set password_file [MQTT-001]"))
        #expect(log.contains("authentication method 'SCRAM-SHA-256' is not offered on"))
    }

    @Test func `lets users of password_file in beside`() async throws {
        try await ProgramRun.succeed(
            "mosquitto_passwd", ["-b", "-c", "passwd", "bob", "secret"], in: folder.url)
        var both = listener()
        both.passwordFile = folder.path("passwd")
        let broker = try RunningBroker([both])
        let run = try await broker.run(
            "mosquitto_pub", ["-t", "t", "-m", "x", "-u", "bob", "-P", "secret"])
        #expect(run.exitCode == 0)
        let client = client(broker, "ann", "right", clientID: "c")
        try await client.connect()
        await client.disconnect()
    }

    @Test func `keeps a session for its user alone`() async throws {
        try addUser("bob", "other")
        let broker = try RunningBroker([listener()])
        let ann = client(broker, "ann", "right", clientID: "c", keepsSession: true)
        try await ann.connect()
        await ann.disconnect()
        let bob = client(broker, "bob", "other", clientID: "c", keepsSession: true)
        let error = await #expect(throws: MQTTClientError.self) { try await bob.connect() }
        guard case .refused(_, .clientIdentifierNotValid, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let again = client(broker, "ann", "right", clientID: "c", keepsSession: true)
        #expect(try await again.connect().isSessionPresent)
        await again.disconnect()
    }

    @Test func `explains a peer that breaks the rules`() async throws {
        let broker = try RunningBroker([listener()])
        let peer = try await RawPeer(port: broker.port())
        await peer.send(connect() + [0xC0, 0])
        let bytes = try await peer.bytesToEnd()
        #expect(bytes.first == 0xF0)
        #expect(bytes.suffix(5) == [0x20, 3, 0, 0x82, 0])
        let log = try broker.finalLog()
        #expect(log.contains("refused: it sent PINGREQ during its authentication"))
    }

    @Test func `lets no address hold more than its share by exchanges that go nowhere`()
        async throws
    {
        var limited = listener()
        limited.connectionsMax = 10
        let broker = try RunningBroker([limited])
        let first = try await RawPeer(port: broker.port())
        let second = try await RawPeer(port: broker.port())
        for peer in [first, second] {
            await peer.send(connect())
            #expect(try await peer.bytes(atLeast: 1).first == 0xF0)
        }
        let third = try await RawPeer(port: broker.port())
        #expect(try await third.bytesToEnd().isEmpty)
        await first.close()
        await second.close()
        #expect(try broker.finalLog().contains("denied: 2 connections from this address"))
    }

    /// A CONNECT that begins an exchange.
    private func connect() -> [UInt8] {
        let first = Array("n,,n=ann,r=abc".utf8)
        let method = Array("SCRAM-SHA-256".utf8)
        let properties =
            [0x15, 0, UInt8(method.count)] + method + [0x16, 0, UInt8(first.count)] + first
        let body =
            [0, 4] + Array("MQTT".utf8) + [5, 2, 0, 0, UInt8(properties.count)] + properties
            + [0, 1, 0x63]
        return [0x10, UInt8(body.count)] + body
    }

    private func listener() -> ListenerSettings {
        ListenerSettings(
            address: .tcp(host: "127.0.0.1", port: 0), scramFile: folder.path("scram"))
    }

    private func client(
        _ broker: RunningBroker, _ user: String, _ password: String, clientID: String,
        keepsSession: Bool = false
    ) -> MQTTClient {
        var configuration = MQTTClient.Configuration(host: "127.0.0.1", port: broker.port())
        configuration.clientID = clientID
        configuration.reconnect = .never
        configuration.cleanStart = !keepsSession
        configuration.sessionExpiry = keepsSession ? .never : .atDisconnect
        configuration.authentication = ApusClient.SCRAMSHA256(userName: user, password: password)
        return MQTTClient(configuration)
    }

    private func addUser(_ user: String, _ password: String) throws {
        let path = folder.path("scram")
        let old = FileManager.default.contents(atPath: path) ?? Data()
        let credential = try #require(SCRAMCredential(password: password, iterations: 4_096))
        let bytes = try SCRAMFile.replacing(user, with: credential, in: Array(old), file: path)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}
