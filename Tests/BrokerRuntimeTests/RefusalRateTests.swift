import BrokerCore
import BrokerRuntime
import Testing

struct RefusalRateTests {
    private static func at(_ second: UInt64) -> MonotonicTime {
        MonotonicTime(nanoseconds: 1_000_000_000_000 + second * 1_000_000_000)
    }

    /// Which of the refusals of one address, at these seconds, are explained.
    private static func told(
        _ rate: inout RefusalRate, _ address: String = "a", at seconds: [UInt64]
    ) -> [Bool] {
        seconds.map { rate.admits(address, at: at($0)) }
    }

    @Test func `an address has five explanations at once, then one in ten seconds`() {
        var rate = RefusalRate()
        let told = Self.told(&rate, at: [0, 0, 0, 0, 0, 0, 9, 10, 19, 20])
        #expect(told == [true, true, true, true, true, false, false, true, false, true])
    }

    @Test func `who was quiet has five again, and no more`() {
        var rate = RefusalRate()
        _ = Self.told(&rate, at: [0, 0, 0, 0, 0])
        let told = Self.told(&rate, at: [500, 500, 500, 500, 500, 500])
        #expect(told == [true, true, true, true, true, false])
    }

    @Test func `one address takes nothing from another`() {
        var rate = RefusalRate()
        _ = Self.told(&rate, at: [0, 0, 0, 0, 0, 0])
        let told = Self.told(&rate, "b", at: [0])
        #expect(told == [true])
    }

    @Test func `what was left out is summed up after a minute, once`() {
        var rate = RefusalRate()
        _ = Self.told(&rate, at: [0, 0, 0, 0, 0, 0, 0, 0])
        let early = rate.summaries(at: Self.at(59))
        #expect(early.isEmpty)
        let summaries = rate.summaries(at: Self.at(61))
        #expect(summaries.map(\.address) == ["a"])
        #expect(summaries.map(\.count) == [3] && summaries.map(\.seconds) == [61])
        let late = rate.summaries(at: Self.at(200))
        #expect(late.isEmpty)
    }

    @Test func `a loop of a day writes a line in ten seconds and a sum in sixty`() {
        var rate = RefusalRate()
        var told = 0
        var sums = 0
        for second in 0..<86_400 as Range<UInt64> {
            if rate.admits("a", at: Self.at(second)) { told += 1 }
            sums += rate.summaries(at: Self.at(second)).count
        }
        #expect(told == 5 + 8_639)
        #expect((1_400...1_440).contains(sums))
    }

    @Test func `at the end all that was left out is summed up`() {
        var rate = RefusalRate()
        _ = Self.told(&rate, at: [0, 0, 0, 0, 0, 0, 0])
        let summaries = rate.summaries(at: Self.at(1), isLast: true)
        #expect(summaries.map(\.count) == [2])
    }

    @Test func `what was left out just now was so in the last second`() {
        var rate = RefusalRate()
        _ = Self.told(&rate, at: [0, 0, 0, 0, 0, 0])
        let summaries = rate.summaries(at: Self.at(0), isLast: true)
        #expect(summaries.map(\.count) == [1] && summaries.map(\.seconds) == [1])
    }

    @Test func `addresses beyond the table's size share one account`() {
        var rate = RefusalRate()
        for number in 0..<RefusalRate.addressesMax { _ = rate.admits("a\(number)", at: Self.at(0)) }
        var told = 0
        for number in 0..<100 where rate.admits("b\(number)", at: Self.at(0)) { told += 1 }
        #expect(told == RefusalRate.burst)
        let summaries = rate.summaries(at: Self.at(61))
        #expect(summaries.map(\.address) == [nil] && summaries.map(\.count) == [95])
        // Whoever was quiet meanwhile makes room.
        let late = Self.told(&rate, "c", at: [100, 100])
        #expect(late == [true, true])
    }
}
