import StockPeers
import Testing

@Suite(.serialized, .timeLimit(.minutes(1)))
struct `Shared subscriptions of stock mosquitto clients` {
    @Test(arguments: ["mqttv311", "mqttv5"], [1, 2])
    func `two members share one publisher's messages evenly`(
        version: String, shardCount: Int
    ) async throws {
        let broker = try RunningBroker(shardCount: shardCount)
        var members: [RunningProgram] = []
        for name in ["m0", "m1"] {
            members.append(
                try await broker.subscriber(
                    name, ["-V", version, "-q", "1", "-t", "$share/g/jobs/+", "-C", "5"]))
        }
        let all = try await broker.subscriber(
            "all", ["-V", version, "-q", "1", "-t", "jobs/#", "-C", "10"])
        let jobs = (0..<10).map { "\($0)" }
        let pub = try await broker.run(
            "mosquitto_pub", ["-V", version, "-q", "1", "-t", "jobs/1", "-l"],
            input: jobs.map { $0 + "\n" }.joined())
        #expect(pub.exitCode == 0 && pub.errors.isEmpty)
        var shared: [String] = []
        for member in members {
            let lines = try await member.end().output.split(separator: "\n").map { String($0) }
            #expect(lines.count == 5)
            shared += lines
        }
        #expect(shared.sorted() == jobs)
        #expect(try await all.end().output.split(separator: "\n").count == 10)
    }
}
