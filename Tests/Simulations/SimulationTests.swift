import BrokerCore
import Foundation
import MQTTPackets
import Testing

/// Random histories of several shards. Ten seeds run in every test run; `make simulate SEEDS=1000`
/// runs more. A failing seed is its own reproduction.
@Suite struct SimulationTests {
    static let seeds: [UInt64] = {
        let count = ProcessInfo.processInfo.environment["APUS_SIMULATION_SEEDS"].flatMap(Int.init)
        return (1...UInt64(count ?? 10)).map(\.self)
    }()

    @Test(arguments: seeds)
    func `no promise is broken in a random history`(seed: UInt64) throws {
        let history = try History(seed: seed)
        try history.run()
        #expect(history.world.ledger.violations == [], "seed \(seed)")
        #expect(history.world.ledger.acknowledgedMessages.count > 100, "seed \(seed)")
    }

    @Test func `the same seed is the same history`() throws {
        let counts = try (0..<2).map { _ in
            let history = try History(seed: 42)
            try history.run()
            return history.world.ledger.receivedCounts
        }
        #expect(counts[0] == counts[1])
    }
}
