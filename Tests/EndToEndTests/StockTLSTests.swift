import BrokerCore
import Foundation
import MQTTProbe
import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `Stock mosquitto clients over mutual TLS` {
    @Test(arguments: ["localhost", "127.0.0.1"], ["tlsv1.2", "tlsv1.3"])
    func `made certificates serve by name and by address`(
        host: String, version: String
    ) async throws {
        let made = try MadeIdentities()
        let broker = try RunningBroker([made.listener()], shardCount: 2)
        let options = made.deviceOptions + ["--tls-version", version]
        let sub = try await broker.subscriber(
            "s", options + ["-t", "cheese/#", "-q", "2", "-C", "3", "-v"], host: host)
        for qos in ["0", "1", "2"] {
            let pub = try await broker.run(
                "mosquitto_pub",
                options + ["-V", "5", "-t", "cheese/strudel", "-m", "hello", "-q", qos],
                host: host)
            #expect(pub.exitCode == 0 && pub.errors.isEmpty)
        }
        let line = "cheese/strudel hello\n"
        #expect(try await sub.end().output == line + line + line)
        #expect(try broker.finalLog().contains("negotiated TLSv1.3 cipher"))
    }

    @Test func `plain and TLS listeners are one broker`() async throws {
        let made = try MadeIdentities()
        let broker = try RunningBroker([.open, made.listener()], shardCount: 2)
        let plain = try await broker.subscriber("plain", ["-t", "t", "-C", "1"])
        let secret = try await broker.subscriber(
            "secret", made.deviceOptions + ["-t", "t", "-C", "1"], listener: 1)
        let payload = String(repeating: "0123456789abcdef", count: 12_500)
        let pub = try await broker.run(
            "mosquitto_pub", made.deviceOptions + ["-t", "t", "-s", "-q", "1"], listener: 1,
            input: payload)
        #expect(pub.exitCode == 0)
        #expect(try await plain.end().output == payload + "\n")
        #expect(try await secret.end().output == payload + "\n")
    }

    @Test(arguments: [(CertificateUserName.commonName, "sensor-1")])
    func `the certificate names the user, and anonymous stays forbidden`(
        part: CertificateUserName, name: String
    ) async throws {
        let made = try MadeIdentities()
        let broker = try RunningBroker([
            made.listener(userName: part, isAnonymousAllowed: false)
        ])
        let pub = try await broker.run(
            "mosquitto_pub",
            made.deviceOptions + ["-i", "p", "-u", "liar", "-P", "x", "-t", "t", "-n"])
        #expect(pub.exitCode == 0)
        #expect(try await broker.events.connected("p").userName == name)
        #expect(try broker.finalLog().contains(", u'\(name)')."))
    }

    @Test func `the sensor project's certificates serve, TLS 1.2 with AES-128-GCM`() async throws {
        let project = try await ProjectCertificates()
        let broker = try RunningBroker([project.listener])
        let options = [
            "--cafile", project.path("ecc.ca.cert.pem"),
            "--cert", project.path("ecc.esp8266.cert.pem"),
            "--key", project.path("ecc.esp8266.key.pem"), "--insecure",
            "--tls-version", "tlsv1.2",
        ]
        // mosquitto's clients take tls_version as the least they speak; openssl's means it.
        let sensor = [
            "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256", "-verify_return_error",
            "-CAfile", options[1], "-cert", options[3], "-key", options[5],
        ]
        try await ProgramRun.succeed(
            "openssl", ["s_client", "-connect", "127.0.0.1:\(broker.port())"] + sensor,
            in: broker.folder.url)
        let sub = try await broker.subscriber("gateway", options + ["-t", "/esp8266", "-C", "1"])
        let pub = try await broker.run(
            "mosquitto_pub",
            options + ["-i", "e", "-t", "/esp8266", "-m", "Hello im esp8266", "-q", "1"])
        #expect(pub.exitCode == 0 && pub.errors.isEmpty)
        #expect(try await sub.end().output == "Hello im esp8266\n")
        #expect(try await broker.events.connected("e").userName == "esp8266")
        #expect(
            try broker.finalLog().contains(
                "negotiated TLSv1.2 cipher ECDHE-ECDSA-AES128-GCM-SHA256"))
    }

    @Test func `the lab's certificates of X.509 version 1 serve when their names differ`()
        async throws
    {
        let lab = try await LabCertificates()
        let broker = try RunningBroker([lab.listener])
        let pub = try await broker.run(
            "mosquitto_pub",
            [
                "--cafile", lab.path("ca.crt"), "--cert", lab.path("client.crt"), "--key",
                lab.path("client.key"), "--insecure", "-t", "world", "-m", "hello",
            ])
        #expect(pub.exitCode == 0)
    }
}
