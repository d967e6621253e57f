import Testing

/// The broker is killed after every one of its batches in turn.
@Suite struct CrashPointTests {
    @Test(arguments: [1, 2], CrashPoint.Ending.allCases)
    func `a broker killed after any batch loses and doubles nothing`(
        shardCount: Int, ending: CrashPoint.Ending
    ) async throws {
        var faults: [String] = []
        for seed in UInt64(1)...2 {
            faults += try await CrashPoint(
                seed: seed, shardCount: shardCount, ending: ending, isReshaped: seed == 2
            ).runAll()
        }
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }
}
