import BrokerCore
import BrokerTransport
import Foundation
import Identity
import MQTTProbe
import StockPeers
import Testing

/// What a listener makes of the names in certificates.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `Identities of certificates` {
    @Test(arguments: [
        (AlternativeName.dns, "s1.example"), (.email, "s1@example.org"), (.uri, "urn:dev:s1"),
    ])
    func `an alternative name is the user`(kind: AlternativeName, name: String) async throws {
        let devices = try await RevocableDevices(count: 1)
        try await devices.issue(
            "s1", subject: "/CN=common",
            extensions: "subjectAltName=DNS:s1.example,email:s1@example.org,URI:urn:dev:s1")
        let broker = try RunningBroker([
            devices.listener(userName: .alternativeName(kind))
        ])
        let run = try await broker.run(
            "mosquitto_pub", named("s1", devices) + ["-i", "c", "-u", "liar", "-t", "t", "-m", "x"])
        #expect(run.exitCode == 0)
        #expect(try await broker.events.connected("c").userName == name)
        // The device's own certificate has no such name.
        let refused = try await broker.run(
            "mosquitto_pub", devices.options(0) + ["-t", "t", "-m", "x"])
        #expect(refused.exitCode != 0)
        #expect(try broker.finalLog().contains("[TLS-046]"))
    }

    @Test(arguments: [
        "/C=FR/O=ISIS Corp/OU=lab/CN=sensor 1", "/CN=a,b\\+c\"d", "/CN=Zoë/O=Été",
        "/O=only an organisation", "/CN= leading", "/CN=one/CN=two",
    ])
    func `the subject is the user name that mosquitto makes of it`(subject: String) async throws {
        let devices = try await RevocableDevices(count: 1)
        try await devices.issue("s", subject: subject)
        let broker = try RunningBroker([devices.listener(userName: .subject)])
        let stockLog = broker.folder.path("stock.log")
        let stock = try await StockBroker(
            settings: [
                "allow_anonymous true", "cafile \(devices.made.authorityFile)",
                "certfile \(devices.made.server.certificatePath)",
                "keyfile \(devices.made.server.keyPath)", "require_certificate true",
                "use_subject_as_username true", "log_type all", "log_dest file \(stockLog)",
            ])
        let words = named("s", devices) + ["-i", "c", "-t", "t", "-q", "1", "-m", "x"]
        #expect(try await broker.run("mosquitto_pub", words).exitCode == 0)
        let ours = try await broker.events.connected("c").userName
        try await ProgramRun.succeed(
            "mosquitto_pub", ["-h", "127.0.0.1", "-p", "\(stock.port)"] + words,
            in: devices.made.folder.url)
        let log = try String(contentsOfFile: stockLog, encoding: .utf8)
        let line = try #require(log.split(separator: "\n").first { $0.contains(" as c (") })
        #expect(line.contains(", u'\(try #require(ours))')."), "\(line)")
    }

    @Test(arguments: [1, 4])
    func `one client per certificate, on whatever shard`(shardCount: Int) async throws {
        let devices = try await RevocableDevices()
        let broker = try RunningBroker(
            [devices.listener { $0.isOneClientPerCertificate = true }], shardCount: shardCount)
        let first = try HeldClient(port: broker.port(), devices.sClientOptions(0))
        try first.send(HeldClient.connect)
        _ = try await broker.events.connected("id")
        func publishes(as clientID: String, device: Int = 0, version: String = "5") async throws
            -> Bool
        {
            try await broker.run(
                "mosquitto_pub",
                devices.options(device)
                    + ["-i", clientID, "-V", version, "-t", "t", "-m", "x"]
            ).exitCode == 0
        }
        for clientID in ["second", "third", "fourth"] {
            for version in ["5", "311"] {
                #expect(try await !publishes(as: clientID, version: version))
            }
        }
        // Another certificate, and the same client again, which takes its session over.
        #expect(try await publishes(as: "other", device: 1))
        #expect(try await publishes(as: "id"))
        #expect(try await broker.events.ended("id", count: 2) == .disconnected)
        let refusals = broker.events.all.compactMap { event -> String? in
            guard case .broker(.refused(_, _, let reason), _) = event,
                case .certificateInUse(let other) = reason
            else { return nil }
            return other
        }
        #expect(refusals == Array(repeating: "id", count: 6))
        #expect(try await publishes(as: "second"))
        let log = try broker.finalLog()
        #expect(log.contains("is connected as client 'id' already"))
        #expect(log.contains("[TLS-055]"))
        _ = first
    }

    @Test(arguments: [1, 4])
    func `the user name in place of the identifier finds its session again`(
        shardCount: Int
    ) async throws {
        let devices = try await RevocableDevices()
        var listener = devices.listener()
        listener.clientIDRule = .userName
        let broker = try RunningBroker([listener], shardCount: shardCount)
        let kept = devices.options(0) + ["-t", "t", "-q", "1", "-c", "-C", "1"]
        let client = try await RunningProgram(
            "mosquitto_sub", ["-h", "127.0.0.1", "-p", "\(broker.port())", "-i", "x"] + kept,
            in: broker.folder.url)
        try await broker.events.subscribed("sensor-1")
        client.signal(SIGKILL)
        _ = try await broker.events.ended("sensor-1")
        #expect(
            try await broker.run(
                "mosquitto_pub", devices.options(1) + ["-i", "x", "-t", "t", "-q", "1", "-m", "m"]
            ).exitCode == 0)
        let again = try await broker.run("mosquitto_sub", kept + ["-i", "y"])
        #expect(again.output == "m\n")
    }

    @Test func `an identifier of another user is refused by name`() async throws {
        let devices = try await RevocableDevices(count: 1)
        var listener = devices.listener()
        listener.clientIDRule = .boundToUserName
        let broker = try RunningBroker([listener])
        for (clientID, isGood) in [("sensor-1", true), ("sensor-1/up", true), ("sensor-10", false)]
        {
            let run = try await broker.run(
                "mosquitto_pub",
                devices.options(0) + ["-V", "5", "-i", clientID, "-t", "t", "-m", "x"])
            #expect((run.exitCode == 0) == isGood, "\(clientID)")
        }
        #expect(try broker.finalLog().contains("Client sensor-10 [127.0.0.1:"))
        #expect(try broker.log().contains("is not that of user 'sensor-1'"))
        #expect(try broker.log().contains("[MQTT-004]"))
    }

    private func named(_ name: String, _ devices: RevocableDevices) -> [String] {
        devices.made.trust + [
            "--cert", devices.made.folder.path("\(name).crt"), "--key",
            devices.made.folder.path("\(name).key"),
        ]
    }
}
