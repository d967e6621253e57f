import Foundation
import Testing

/// Random histories of several shards. Some seeds run in every test run; `make simulate SEEDS=1000`
/// runs more. A failing seed is its own reproduction.
@Suite struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// `APUS_SIMULATION_SEED` replays one seed and shows more of it.
    private static let onlySeed = environment["APUS_SIMULATION_SEED"].flatMap(UInt64.init)

    static let tailLines = onlySeed == nil ? 60 : 100_000

    static let seeds: [UInt64] = {
        if let onlySeed { return [onlySeed] }
        let count = environment["APUS_SIMULATION_SEEDS"].flatMap(UInt64.init)
        return Array(1...(count ?? 10))
    }()

    @Test(arguments: seeds)
    func `no promise is broken in a random history`(seed: UInt64) throws {
        let history = History(seed: seed)
        try history.run()
        expectNoViolation(history.world, seed)
        #expect(history.world.ledger.acknowledgedMessages.count > 10, "seed \(seed)")
    }

    @Test(arguments: seeds)
    func `no promise is broken in a random history of a broker that is killed`(
        seed: UInt64
    ) throws {
        let history = History(seed: seed, isKilled: true)
        try history.run()
        expectNoViolation(history.world, seed)
        #expect(history.world.crashCount > 0, "seed \(seed)")
    }

    @Test(arguments: seeds)
    func `queues longer than memory lose nothing, also when the broker is killed`(
        seed: UInt64
    ) throws {
        let history = LongQueueHistory(seed: seed)
        try history.run()
        expectNoViolation(history.world, seed)
        #expect(history.longestPaged > 100, "seed \(seed)")
        #expect(history.world.fetchCount > 3, "seed \(seed)")
    }

    @Test(arguments: seeds)
    func `everything ends when it is due, in a random history`(seed: UInt64) throws {
        let history = DeadlineHistory(seed: seed)
        try history.run()
        expectNoViolation(history.world, seed)
    }

    @Test(arguments: seeds)
    func `a slow reader loses only what may be lost, and nobody else anything`(
        seed: UInt64
    ) throws {
        let history = SlowReaderHistory(seed: seed)
        try history.run()
        expectNoViolation(history.world, seed)
    }

    @Test func `the same seed is the same history`() throws {
        let digests = try (0..<2).map { _ in
            let history = History(seed: 42)
            try history.run()
            return history.world.trace.digest
        }
        #expect(digests[0] == digests[1])
    }
}

/// A broken promise names the seed and shows the end of the history up to it.
func expectNoViolation(_ world: World, _ seed: UInt64) {
    let violations = world.ledger.violations
    #expect(
        violations.isEmpty,
        """
        seed \(seed): \(violations.joined(separator: "; "))
        \(world.ledger.tailAtFirstViolation)
        """)
}
