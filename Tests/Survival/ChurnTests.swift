import BrokerCore
import Glibc
import MQTTPackets
import Testing

@Suite(.timeLimit(.minutes(2))) struct ChurnTests {
    private static let clientCount = 100

    @Test func `case 6: a hundred thousand clients that come, subscribe and go leave nothing`()
        async
    {
        // A process of its own, because the memory is the process's.
        await #expect(processExitsWith: .success) {
            let bench = QuietBench()
            Self.comeAndGo(0..<25_000, bench)
            let earlyKiB = try ProcessUsage(of: getpid()).residentKiB
            Self.comeAndGo(25_000..<100_000, bench)
            let growthKiB = try ProcessUsage(of: getpid()).residentKiB - earlyKiB
            #expect(growthKiB < 2 * 1_024)
            let late = bench.shard.census()
            #expect(late.connections == 0 && late.sessions == 0 && late.indexedSubscriptions == 0)
            #expect(
                bench.shard.topicIndexBytes < 32 * 1_024, "room for a hundred that came and went")
            // Timers belong to places, of which a hundred are enough: not one per client.
            #expect(late.timers < 2_500)
            bench.advance(seconds: 1_000)
            #expect(bench.shard.census().timers == 0)
        }
    }

    /// A cycle takes a millisecond of the shard's time; in the end no session is kept.
    private static func comeAndGo(_ cycles: Range<Int>, _ bench: QuietBench) {
        for cycle in cycles {
            comeAndGo(cycle, bench)
            bench.advance(milliseconds: 1)
        }
        for number in 0..<clientCount { bench.lose(bench.join("c\(number)")) }
    }

    private static func comeAndGo(_ cycle: Int, _ bench: QuietBench) {
        let version: ProtocolVersion = cycle.isMultiple(of: 2) ? .v311 : .v5
        let filter = ["a/\(cycle)", "+/b/\(cycle % 977)/#", "a/+/c", "\(cycle)/#"][cycle % 4]
        // Every client's session is kept now and then.
        let isClean = cycle / clientCount % 3 > 0
        var bytes = Bytes.connect(
            "c\(cycle % clientCount)", version, isClean: isClean, keepAlive: 10)
        bytes += Bytes.subscribe(filter, UInt8(cycle % 3), version: version)
        if cycle % 3 > 0 { bytes += Bytes.unsubscribe(filter, version: version) }
        let client = bench.open()
        bench.send(bytes, from: client)
        if cycle % 7 == 0 {
            bench.send([0xE0, 0], from: client)
        } else {
            bench.lose(client)
        }
        _ = bench.take(from: client)
    }
}
