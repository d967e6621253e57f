import ApusClient
import BrokerCore
import BrokerTransport
import Foundation
import Identity
import MQTTProbe
import StockPeers
import Testing

/// Clients that are connected when what they are held against changes.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `A connected client` {
    @Test(arguments: [1, 3])
    func `whose certificate is revoked is sent away by a reload, and nobody else is`(
        shardCount: Int
    ) async throws {
        let devices = try await RevocableDevices(count: 3)
        let broker = try RunningBroker([devices.listener()], shardCount: shardCount)
        let watcher = try await broker.subscriber(
            "watcher", devices.options(1) + ["-t", "#", "-C", "2", "-V", "5"])
        let old = try await broker.subscriber(
            "old",
            devices.options(0) + [
                "-t", "x", "-V", "311", "--will-topic", "w",
                "--will-payload", "gone",
            ])
        let other = try await broker.subscriber(
            "other", devices.options(2) + ["-t", "t", "-C", "1", "-V", "311"])
        try await devices.revoke(0)
        broker.reload()
        #expect(try await broker.events.ended("old") == .lapsed(.certificateRevoked))
        let pub = try await broker.run(
            "mosquitto_pub", devices.options(2) + ["-t", "t", "-m", "still here"])
        #expect(pub.exitCode == 0)
        #expect(try await other.end().output == "still here\n")
        #expect(try await watcher.end().output == "gone\nstill here\n")
        let line = try #require(
            try broker.finalLog().split(separator: "\n").first { $0.contains("was revoked") })
        #expect(line.hasPrefix("Client old [127.0.0.1:"))
        #expect(line.contains("user 'sensor-1' disconnected: its certificate 'CN=sensor-1"))
        #expect(line.contains("(SHA-256 ") && line.hasSuffix("[TLS-034]"))
        _ = old
    }

    @Test func `is told 0x98 and why, and cannot come back by any way`() async throws {
        let devices = try await RevocableDevices(count: 1)
        let broker = try RunningBroker([devices.listener()])
        for version in ["-tls1_2", "-tls1_3"] {
            let session = devices.made.folder.path("session\(version)")
            let client = try HeldClient(
                port: broker.port(), devices.sClientOptions(0) + [version, "-sess_out", session])
            try client.send(HeldClient.connect)
            _ = try await broker.events.connected("id", count: version == "-tls1_2" ? 1 : 2)
            if version == "-tls1_2" {  // its place is taken by the other one
                continue
            }
            try await devices.revoke(0)
            broker.reload()
            let answer = try client.answer()
            #expect(answer.first == 0x20 && answer.count > 4)
            let packet = Array(answer.dropFirst(2 + Int(answer[1])))
            #expect(packet.first == 0xE0 && packet.count > 7)
            #expect(packet[2] == 0x98 && packet[4] == 0x1F)
            #expect(
                String(decoding: packet[7...], as: UTF8.self)
                    == "The client's certificate was revoked; ask the operator for another one.")
        }
        for version in ["-tls1_2", "-tls1_3"] {
            let session = devices.made.folder.path("session\(version)")
            #expect(FileManager.default.fileExists(atPath: session))
            let again = try await ProgramRun.run(
                "openssl",
                ["s_client", "-connect", "127.0.0.1:\(broker.port())", "-ign_eof"]
                    + devices.sClientOptions(0) + [version, "-sess_in", session],
                in: broker.folder.url)
            #expect(again.errors.contains("alert certificate revoked"), "\(again.errors)")
            #expect(!again.output.contains("Reused, "))
        }
    }

    @Test func `whose certificate is revoked during its exchange is not let in`() async throws {
        let devices = try await RevocableDevices(count: 1)
        let made = try await ProgramRun.run(
            ApusBinary.path, ["scram", "scram", "ann"], input: "right\n",
            in: devices.made.folder.url)
        try #require(made.exitCode == 0, "\(made.errors)")
        var listener = devices.listener(userName: nil)
        listener.scramFile = devices.made.folder.path("scram")
        let broker = try RunningBroker([listener])
        var settings = MQTTClient.Configuration(host: "localhost", port: broker.port())
        settings.reconnect = .never
        settings.tls = TLSConfiguration(
            trustRoots: .file(devices.made.authorityFile),
            certificateChainFile: devices.devices[0].certificatePath,
            privateKeyFile: devices.devices[0].keyPath)
        let asked = AsyncStream.makeStream(of: Never.self)
        let held = AsyncStream.makeStream(of: Never.self)
        settings.authentication = DelayedSCRAM(
            scram: SCRAMSHA256(userName: "ann", password: "right"), asked: asked.continuation,
            held: held.stream)
        let client = MQTTClient(settings)
        let connecting = Task { try await client.connect() }
        for await _ in asked.stream {}
        try await devices.revoke(0)
        broker.reload()
        held.continuation.finish()
        let error = await #expect(throws: MQTTClientError.self) {
            _ = try await connecting.value
        }
        guard case .refused(_, .notAuthorized, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try broker.finalLog().contains("[TLS-034]"))
    }

    @Test func `is sent away when a new list is noticed as somebody else comes`() async throws {
        let devices = try await RevocableDevices()
        let broker = try RunningBroker([devices.listener()], shardCount: 2)
        let client = try await broker.subscriber("a", devices.options(0) + ["-t", "x"])
        try await devices.revoke(0)
        _ = try await broker.run("mosquitto_pub", devices.options(1) + ["-t", "t", "-m", "x"])
        #expect(try await broker.events.ended("a") == .lapsed(.certificateRevoked))
        _ = client
    }

    @Test func `stays when its authority is still trusted, and goes when it is not`() async throws {
        let devices = try await RevocableDevices(count: 1)
        let listener = devices.listener { $0.revocationListFile = nil }
        let broker = try RunningBroker([listener])
        let client = try await broker.subscriber("a", devices.options(0) + ["-t", "x"])
        broker.reload()
        #expect(
            try await broker.run("mosquitto_pub", devices.options(0) + ["-t", "t", "-m", "x"])
                .exitCode == 0)
        let strangers = try MadeIdentities()
        try FileManager.default.removeItem(atPath: devices.made.authorityFile)
        try FileManager.default.copyItem(
            atPath: strangers.authorityFile, toPath: devices.made.authorityFile)
        broker.reload()
        #expect(try await broker.events.ended("a") == .lapsed(.certificateNotTrusted))
        #expect(try broker.finalLog().contains("[TLS-023]"))
        _ = client
    }

    @Test func `is dropped when its certificate expires, where that is wanted`() async throws {
        let devices = try await RevocableDevices(count: 1)
        let strict = devices.listener { $0.dropsExpiredCertificates = true }
        let broker = try RunningBroker([strict, devices.listener()])
        let lasting = try await broker.subscriber("lasting", devices.options(0) + ["-t", "x"])
        let brief =
            devices.made.trust + [
                "--cert", devices.made.folder.path("brief.crt"), "--key",
                devices.made.folder.path("brief.key"),
            ]
        try await devices.issue("brief", subject: "/CN=brief", seconds: 4)
        let stays = try await broker.subscriber("stays", brief + ["-t", "x"], listener: 1)
        let goes = try await broker.subscriber("goes", brief + ["-t", "x"])
        #expect(try await broker.events.ended("goes") == .lapsed(.certificateExpired))
        let gone = broker.events.all.compactMap { event -> String? in
            if case .lapsed(let lapsed) = event { lapsed.client.clientID } else { nil }
        }
        #expect(gone == ["goes"])
        broker.reload()  // what would not be let in anew does not outlive a reload either
        #expect(try await broker.events.ended("stays") == .lapsed(.certificateExpired))
        #expect(try broker.finalLog().contains("has expired; renew it (apus cert renew) [TLS-010]"))
        _ = (lasting, stays, goes)
    }
}
