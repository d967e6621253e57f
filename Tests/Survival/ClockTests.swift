import BrokerCore
import Foundation
import MQTTPackets
import Testing

@Suite struct ClockTests {
    private static let tenYearsSeconds: UInt64 = 315_576_000

    @Test func `case 19: a clock that falls back ten years ends nobody and traps nothing`() {
        let start = MonotonicTime(nanoseconds: 2 * Self.tenYearsSeconds * 1_000_000_000)
        let bench = QuietBench()
        bench.jump(to: start)
        let client = bench.join("c", keepAlive: 60, will: Will(topic: "w"))
        bench.send(Bytes.subscribe("w"), from: client)
        let half = bench.open()
        bench.jump(to: MonotonicTime(nanoseconds: start.nanoseconds / 2))
        EverydayTraffic.pass(through: bench)
        #expect(bench.now < start)
        #expect(!bench.isClosed(client) && !bench.isClosed(half))
        bench.jump(to: MonotonicTime(nanoseconds: 0))
        EverydayTraffic.pass(through: bench)
        bench.jump(to: start.adding(seconds: 3_600))
        #expect(bench.isClosed(client))
        #expect(bench.isClosed(half))
    }

    @Test func `case 19: a clock that leaps ten years ahead traps nothing`() {
        let bench = QuietBench()
        let kept = bench.join(
            "k", .v5, isClean: false, properties: [.sessionExpiryInterval(100)])
        bench.lose(kept)
        let silent = bench.join("c", keepAlive: 60)
        let patient = bench.join("d")
        bench.jump(to: bench.now.adding(seconds: Self.tenYearsSeconds))
        #expect(bench.isClosed(silent))
        #expect(!bench.isClosed(patient), "without keep alive it may be silent for ever")
        #expect(bench.shard.census().sessions == 1)
        EverydayTraffic.pass(through: bench)
        bench.jump(to: MonotonicTime(nanoseconds: .max))
        EverydayTraffic.pass(through: bench)
    }

    @Test func `case 19: what a wall clock shows decides nothing in the broker`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        let wallClock = [
            "CLOCK_REALTIME", "gettimeofday", "time(nil)", "Date(", "localtime",
        ]
        // The log's own timestamps, and certificates, which are valid by the calendar.
        let mayTellTime = [
            "Services/BrokerRuntime/BrokerLog+Unsafe.swift",
            "Adapters/BrokerTransport/TLS/UnixTime.swift",
        ]
        for room in [
            "Protocol", "Broker", "Adapters/BrokerTransport", "Services/BrokerRuntime",
        ] {
            let paths = try FileManager.default.subpathsOfDirectory(
                atPath: root.appending(path: room).path)
            for path in paths where path.hasSuffix(".swift") {
                if mayTellTime.contains("\(room)/\(path)") { continue }
                let text = try String(
                    contentsOf: root.appending(path: room).appending(path: path), encoding: .utf8)
                for word in wallClock {
                    #expect(!text.contains(word), "\(room)/\(path) must not use \(word)")
                }
            }
        }
    }
}
