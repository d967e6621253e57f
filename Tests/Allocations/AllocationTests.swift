import AllocationCounter
import Foundation
import ShardTraffic
import Testing

/// What a shard allocates per message, once everything has its size: what optimised code does, so
/// `swift test -c release --package-path Benchmarks` is what checks it.
@Suite struct AllocationTests {
    private static let warmUpRounds = 30
    private static let rounds = 20
    /// Whether whatever allocates at all shall be told, within its limit or not.
    private static let showsAll =
        ProcessInfo.processInfo.environment["APUS_SHOW_ALLOCATIONS"] != nil

    @Test(
        .disabled(if: _isDebugAssertConfiguration(), "unoptimised code allocates as it likes"),
        arguments: AllocationLimit.all)
    func `a delivery in steady state allocates no more than its limit`(
        limit: AllocationLimit
    ) {
        let traffic = ShardTraffic(limit.plan)
        for _ in 0..<Self.warmUpRounds { traffic.round() }
        let deliveriesBefore = traffic.deliveryCount
        let before = allocation_count()
        for _ in 0..<Self.rounds { traffic.round() }
        let allocations = allocation_count() - before
        let deliveries = traffic.deliveryCount - deliveriesBefore
        #expect(deliveries == Self.rounds * limit.plan.deliveriesPerRound)
        let perDelivery = Double(allocations) / Double(deliveries)
        if perDelivery > (Self.showsAll ? 0 : limit.perDelivery) {
            let stacks = AllocationStacks(of: traffic.round)
            Issue.record(
                """
                \(limit.testDescription): \(perDelivery) allocations per delivery, more than \
                \(limit.perDelivery), in one round from
                \(stacks)
                """)
        }
    }

    @Test func `allocations of this thread are counted`() {
        let before = allocation_count()
        let array = makeArray(of: before)
        let after = allocation_count()
        #expect(after > array[0])
    }

    /// At least one allocation, out of the optimiser's sight.
    @inline(never)
    private func makeArray(of number: UInt64) -> [UInt64] {
        Array(repeating: number, count: 100)
    }
}
