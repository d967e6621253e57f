import BrokerCore
import Foundation
import MQTTProbe
import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `A client that is refused` {
    @Test(arguments: [
        ("mqttv31", Int32(5)), ("mqttv311", 5), ("mqttv5", 135),
    ])
    func `learns that anonymous clients may not enter`(
        version: String, code: Int32
    ) async throws {
        let closed = ListenerSettings(address: .tcp(host: "127.0.0.1", port: 0))
        let broker = try RunningBroker([closed])
        let arguments = ["-V", version, "-i", "p", "-t", "t", "-m", "x"]
        let ours = try await broker.run("mosquitto_pub", arguments)
        let theirs = try await stock(["allow_anonymous false"], "mosquitto_pub", arguments)
        #expect(ours.errors == theirs.errors && ours.errors.contains("rror"))
        #expect(ours.exitCode == code && theirs.exitCode == code)
        let log = try broker.finalLog()
        #expect(log.contains("Client p [127.0.0.1:"))
        #expect(log.contains("it gave no user name, and allow_anonymous is false"))
        #expect(log.contains("give one (-u, -P) or set allow_anonymous true [MQTT-002]"))
    }

    @Test(arguments: ["mqttv311", "mqttv5"])
    func `learns that its password is wrong, and the right one is let in`(
        version: String
    ) async throws {
        let folder = try TemporaryFolder()
        try await ProgramRun.succeed(
            "mosquitto_passwd", ["-b", "-c", "passwd", "mqtt.tmc.com", "right"], in: folder.url)
        let file = folder.path("passwd")
        let listener = ListenerSettings(
            address: .tcp(host: "127.0.0.1", port: 0), passwordFile: file)
        let broker = try RunningBroker([listener])
        let lines = ["allow_anonymous false", "password_file \(file)"]
        for (user, password) in [("mqtt.tmc.com", "wrong"), ("nobody", "right")] {
            let arguments = ["-V", version, "-t", "t", "-m", "x", "-u", user, "-P", password]
            let ours = try await broker.run("mosquitto_pub", arguments)
            let theirs = try await stock(lines, "mosquitto_pub", arguments)
            #expect(ours.errors == theirs.errors && ours.errors.contains("rror"))
            #expect(ours.exitCode == theirs.exitCode && ours.exitCode != 0)
        }
        let right = ["-V", version, "-t", "t", "-m", "x", "-u", "mqtt.tmc.com", "-P", "right"]
        #expect(try await broker.run("mosquitto_pub", right).exitCode == 0)
        let log = try broker.finalLog()
        #expect(
            log.contains(
                "the password of user 'mqtt.tmc.com' is wrong; it is checked against "
                    + "\(file) [MQTT-001]"
            ))
        #expect(
            log.contains("user 'nobody' is not in \(file); add it with mosquitto_passwd [MQTT-001]")
        )
    }

    @Test(arguments: [1, 2])
    func `learns that all connections are taken, and comes in when one is free`(
        shardCount: Int
    ) async throws {
        var listener = ListenerSettings.open
        listener.connectionsMax = 1
        let broker = try RunningBroker([listener], shardCount: shardCount)
        let holder = try await broker.subscriber("holder", ["-t", "t"])
        let arguments = ["-i", "late", "-t", "t", "-m", "x"]
        #expect(try await broker.run("mosquitto_pub", arguments).exitCode != 0)
        holder.signal(SIGTERM)
        _ = try await broker.events.ended("holder")
        #expect(try await broker.run("mosquitto_pub", arguments).exitCode == 0)
        let log = try broker.finalLog()
        #expect(log.contains("denied: 1 connections are open on port \(broker.port())"))
        #expect(log.contains("raise max_connections or global_max_connections."))
    }

    @Test func `learns that all connections of the broker are taken`() async throws {
        var limits = Limits()
        limits.connectionsMax = 1
        let broker = try RunningBroker([.open, .open], limits: limits)
        let holder = try await broker.subscriber("holder", ["-t", "t"])
        let late = try await broker.run("mosquitto_pub", ["-t", "t", "-m", "x"], listener: 1)
        #expect(late.exitCode != 0)
        holder.signal(SIGTERM)
        _ = try await broker.events.ended("holder")
        let again = try await broker.run("mosquitto_pub", ["-t", "t", "-m", "x"], listener: 1)
        #expect(again.exitCode == 0)
    }

    /// Runs the client against stock mosquitto with these lines.
    private func stock(
        _ lines: [String], _ client: String, _ arguments: [String]
    ) async throws -> ProgramRun {
        let broker = try await StockBroker(settings: lines)
        let place = ["-h", "127.0.0.1", "-p", "\(broker.port)"]
        let run = try await ProgramRun.run(client, place + arguments, in: broker.folder.url)
        await broker.stop()
        return run
    }
}
