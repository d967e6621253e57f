import Foundation
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(1))) struct `apus pub and apus sub` {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: ["31", "311", "5", "mqttv31", "mqttv311", "mqttv5"])
    func `a retained message goes from pub to sub`(version: String) async throws {
        let broker = try await StockBroker()
        let place = ["-p", "\(broker.port)", "-h", "127.0.0.1", "-V", version]
        let pub = try await apus(["pub", "-t", "a/b", "-m", "hello", "-r", "-q", "1"] + place)
        #expect(pub.exitCode == 0 && pub.output.isEmpty && pub.errors.isEmpty)
        let sub = try await apus(["sub", "-t", "a/#", "-C", "1", "-v", "-i", "s"] + place)
        #expect(sub.output == "a/b hello\n")
        #expect(sub.exitCode == 0)
    }

    @Test(arguments: ["0", "1", "2"])
    func `mosquitto_sub receives what apus pub sends`(qos: String) async throws {
        let broker = try await StockBroker()
        let place = ["-p", "\(broker.port)", "-h", "127.0.0.1"]
        let session = place + ["-i", "kept", "-c", "-q", "2", "-t", "x"]
        let first = try await ProgramRun.run(
            "mosquitto_sub", session + ["-E"], in: folder.url)
        #expect(first.exitCode == 0)
        let pub = try await apus(
            ["pub", "-t", "x", "-l", "-q", qos == "0" ? "1" : qos] + place, input: "one\ntwo")
        #expect(pub.exitCode == 0)
        let sub = try await ProgramRun.run(
            "mosquitto_sub", session + ["-C", "2"], in: folder.url)
        #expect(sub.output == "one\ntwo\n")
    }

    @Test func `apus sub resumes its session and gets what mosquitto_pub sent`() async throws {
        let broker = try await StockBroker()
        let place = ["-p", "\(broker.port)", "-h", "127.0.0.1"]
        let session = ["sub"] + place + ["-i", "kept", "-c", "-q", "1", "-t", "x/+"]
        #expect(try await apus(session + ["-E"]).exitCode == 0)
        let pub = try await ProgramRun.run(
            "mosquitto_pub", place + ["-t", "x/y", "-q", "1", "-m", "-5 °C"], in: folder.url)
        #expect(pub.exitCode == 0)
        let sub = try await apus(session + ["-C", "1", "-N"])
        #expect(sub.output == "-5 °C")
    }

    @Test(arguments: ["0", "1", "2"])
    func `the debug lines are mosquitto's`(qos: String) async throws {
        let broker = try await StockBroker()
        let place = ["-p", "\(broker.port)", "-h", "127.0.0.1", "-i", "X", "-d"]
        let arguments = place + ["-t", "topic", "-m", "hello", "-q", qos]
        let ours = try await apus(["pub"] + arguments)
        let theirs = try await ProgramRun.run("mosquitto_pub", arguments, in: folder.url)
        #expect(ours.output == theirs.output)
        #expect(ours.output.hasPrefix("Client X sending CONNECT\n"))
        let wish = place + ["-t", "a", "-t", "b/#", "-q", qos, "-E"]
        let ourSub = try await apus(["sub"] + wish)
        let theirSub = try await ProgramRun.run("mosquitto_sub", wish, in: folder.url)
        #expect(ourSub.output == theirSub.output)
    }

    @Test func `time that is up ends in code 27`() async throws {
        let broker = try await StockBroker()
        let sub = try await apus(
            ["sub", "-p", "\(broker.port)", "-h", "127.0.0.1", "-t", "x", "-W", "1"])
        #expect(sub.exitCode == 27)
        #expect(sub.errors == "Timed out\n")
    }

    @Test(arguments: [
        ("311", Int32(5), "Connection error: Connection Refused: not authorised."),
        ("5", Int32(135), "Connection error: Not authorized"),
    ])
    func `a refusal is told in mosquitto's words`(
        version: String, code: Int32, text: String
    ) async throws {
        let broker = try await StockBroker(settings: ["allow_anonymous false"])
        let place = ["-p", "\(broker.port)", "-h", "127.0.0.1", "-V", version]
        let identity = ["-i", "pump-1"]
        for arguments in [["pub", "-t", "x", "-n"], ["sub", "-t", "x"]] {
            let run = try await apus(arguments + place + identity)
            #expect(run.errors.hasPrefix(text + " Broker 127.0.0.1:\(broker.port) ("))
            #expect(run.errors.contains("client 'pump-1'): the broker "))
            #expect(run.errors.contains("; check the credentials"))
            #expect(run.errors.hasSuffix(" [MQTT-002]\n"))
            #expect(run.exitCode == code)
        }
    }

    @Test func `nobody listening, a wrong topic and a missing file are errors`() async throws {
        let broker = try await StockBroker()
        await broker.stop()
        let place = ["-p", "\(broker.port)", "-h", "127.0.0.1"]
        let nobody = try await apus(["pub", "-t", "x", "-n"] + place)
        #expect(nobody.errors.contains("Connection refused"))
        #expect(nobody.exitCode == 1)
        let topic = try await apus(["pub", "-t", "x/#", "-n"] + place)
        #expect(topic.errors.contains("Invalid publish topic 'x/#'"))
        let file = try await apus(["pub", "-t", "x", "-f", "none"] + place)
        #expect(file.errors.contains("Unable to open file \"none\""))
        let kinds = try await apus(["pub", "-t", "x", "-n", "-m", "x"] + place)
        #expect(kinds.errors.contains("Only one type of message"))
        let authority = try await apus(["pub", "-t", "x", "-n", "--cafile", "none"] + place)
        #expect(authority.errors.hasPrefix("Error: the CA file 'none' does not exist; "))
        #expect(authority.exitCode == 1)
    }

    @Test func `client certificates pass over mutual TLS`() async throws {
        let certificates = try await StockCertificates()
        let broker = try await StockBroker(settings: certificates.mutualTLS())
        let identity = [
            "--cafile", certificates.path("ca.crt"), "--cert", certificates.path("client.crt"),
            "--key", certificates.path("client.key"), "-p", "\(broker.port)",
        ]
        let pub = try await apus(["pub", "-t", "s", "-m", "secret", "-r", "-q", "1"] + identity)
        #expect(pub.exitCode == 0 && pub.errors.isEmpty)
        for version in ["tlsv1.2", "tlsv1.3"] {
            let sub = try await apus(
                ["sub", "-t", "s", "-C", "1", "--tls-version", version] + identity)
            #expect(sub.output == "secret\n")
        }
        let without = try await apus(
            ["pub", "-t", "s", "-n", "-p", "\(broker.port)", "--cafile"]
                + [certificates.path("ca.crt")])
        #expect(without.errors.contains("certificate required"))
        #expect(without.exitCode == 8)
    }

    @Test func `links named like mosquitto's clients act as they do`() async throws {
        let broker = try await StockBroker()
        let place = ["-p", "\(broker.port)", "-h", "127.0.0.1"]
        for name in ["mosquitto_pub", "mosquitto_sub"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path(name), withDestinationPath: ApusBinary.path)
        }
        let pub = try await ProgramRun.run(
            folder.path("mosquitto_pub"), place + ["-t", "l", "-s", "-r"], input: "linked",
            in: folder.url)
        #expect(pub.exitCode == 0)
        let sub = try await ProgramRun.run(
            folder.path("mosquitto_sub"), place + ["-t", "l", "-C", "1"], in: folder.url)
        #expect(sub.output == "linked\n")
    }

    @Test(arguments: ["pub", "sub"])
    func `help opens with an example`(command: String) async throws {
        let help = try await apus([command, "--help"])
        #expect(help.exitCode == 0)
        #expect(help.output.contains("EXAMPLE"))
    }

    private func apus(_ arguments: [String], input: String = "") async throws -> ProgramRun {
        try await ProgramRun.run(ApusBinary.path, arguments, input: input, in: folder.url)
    }
}
