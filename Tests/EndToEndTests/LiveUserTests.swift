import BrokerCore
import Foundation
import MQTTProbe
import StockPeers
import Testing

/// Users that are connected when their files change.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `A connected user` {
    let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        for (place, user) in ["a", "b", "c"].enumerated() {
            try await passwd((place == 0 ? ["-c"] : []) + ["-b", "passwd", user, "secret-\(user)"])
        }
    }

    private func passwd(_ arguments: [String]) async throws {
        try await ProgramRun.succeed("mosquitto_passwd", arguments, in: folder.url)
    }

    private var listener: ListenerSettings {
        ListenerSettings(
            address: .tcp(host: "127.0.0.1", port: 0), passwordFile: folder.path("passwd"))
    }

    private func words(_ user: String) -> [String] { ["-u", user, "-P", "secret-\(user)"] }

    @Test func `goes with its line of the file, and with its password, and others stay`()
        async throws
    {
        let broker = try RunningBroker([listener], shardCount: 2)
        var clients: [RunningProgram] = []
        for user in ["a", "b", "c"] {
            clients.append(
                try await broker.subscriber(
                    user, words(user) + ["-t", "t", "-C", "1", "-V", "5"]))
        }
        try await passwd(["-D", "passwd", "a"])
        try await passwd(["-b", "passwd", "b", "another"])
        broker.reload()
        #expect(try await broker.events.ended("a") == .lapsed(.userUnknown))
        #expect(try await broker.events.ended("b") == .lapsed(.passwordChanged))
        let pub = try await broker.run("mosquitto_pub", words("c") + ["-t", "t", "-m", "hello"])
        #expect(pub.exitCode == 0)
        #expect(try await clients[2].end().output == "hello\n")
        for user in ["a", "b"] {
            let refused = try await broker.run(
                "mosquitto_pub", words(user) + ["-t", "t", "-m", "x"])
            #expect(refused.exitCode != 0)
        }
        let log = try broker.finalLog()
        #expect(log.contains("user 'a' is no longer in \(folder.path("passwd")); add it again"))
        #expect(log.contains("the password of user 'b' was changed; connect with the new one"))
    }

    @Test func `stays while the file cannot be read, and the log says so`() async throws {
        let broker = try RunningBroker([listener])
        let client = try await broker.subscriber("a", words("a") + ["-t", "t", "-C", "1"])
        try FileManager.default.removeItem(atPath: folder.path("passwd"))
        broker.reload()
        let pub = try await broker.run("mosquitto_pub", words("b") + ["-t", "t", "-m", "x"])
        #expect(pub.exitCode == 0)
        #expect(try await client.end().output == "x\n")
        let log = try broker.finalLog()
        #expect(log.contains(folder.path("passwd")) && log.contains("No such file or directory"))
        #expect(log.contains("the users that were read before count on"))
    }

    @Test func `goes with its line also while the SCRAM file beside cannot be read`() async throws {
        let file = folder.path("scram")
        let made = try await ProgramRun.run(
            ApusBinary.path, ["scram", "scram", "z"], input: "secret-z\n", in: folder.url)
        try #require(made.exitCode == 0, "\(made.errors)")
        var both = listener
        both.scramFile = file
        let broker = try RunningBroker([both])
        let client = try await broker.subscriber("a", words("a") + ["-t", "t"])
        try await passwd(["-D", "passwd", "a"])
        try FileManager.default.removeItem(atPath: file)
        broker.reload()
        #expect(try await broker.events.ended("a") == .lapsed(.userUnknown))
        _ = client
    }

    @Test func `that proved itself by SCRAM goes with its line of the SCRAM file`() async throws {
        for user in ["a", "b"] {
            let made = try await ProgramRun.run(
                ApusBinary.path, ["scram", "scram", user], input: "secret-\(user)\n", in: folder.url
            )
            try #require(made.exitCode == 0, "\(made.errors)")
        }
        let file = folder.path("scram")
        let broker = try RunningBroker([
            ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0), scramFile: file)
        ])
        let program = try await RunningProgram(
            ApusBinary.path,
            [
                "sub", "-h", "127.0.0.1", "-p", "\(broker.port())", "--scram", "-u", "a", "-P",
                "secret-a", "-t", "t", "-i", "a",
            ], in: folder.url)
        try await broker.events.subscribed("a")
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        try lines.filter { !$0.hasPrefix("a:") }.joined(separator: "\n")
            .write(toFile: file, atomically: true, encoding: .utf8)
        broker.reload()
        #expect(try await broker.events.ended("a") == .lapsed(.userUnknown))
        _ = program
    }

    @Test func `without a name goes when names are needed`() async throws {
        var open = listener
        open.isAnonymousAllowed = true
        let broker = try RunningBroker([open])
        let nobody = try await broker.subscriber("nobody", ["-t", "t"])
        let named = try await broker.subscriber("named", words("c") + ["-t", "t", "-C", "1"])
        broker.reload([listener])
        #expect(try await broker.events.ended("nobody") == .lapsed(.anonymousNotAllowed))
        #expect(
            try await broker.run("mosquitto_pub", words("c") + ["-t", "t", "-m", "x"]).exitCode == 0
        )
        #expect(try await named.end().output == "x\n")
        _ = nobody
    }
}
