import BrokerCore
import Testing

@Suite struct MonotonicTimeTests {
    @Test func `adding stops at the end of the scale`() {
        let late = MonotonicTime(nanoseconds: .max - 5)
        let end = MonotonicTime(nanoseconds: .max)
        #expect(late.adding(seconds: 1) == end)
        #expect(late.adding(seconds: .max) == end)
        #expect(late.adding(nanoseconds: 6) == end)
        #expect(late.adding(nanoseconds: 4) == MonotonicTime(nanoseconds: .max - 1))
    }

    @Test(arguments: [
        (UInt64(0), UInt64(0), UInt64(0)), (5, 4, 0), (0, 1, 1), (0, 1_000_000_000, 1),
        (0, 1_000_000_001, 2), (0, .max, 18_446_744_074), (.max, 0, 0),
    ])
    func `seconds until a later time are rounded up`(from: UInt64, until: UInt64, left: UInt64) {
        let time = MonotonicTime(nanoseconds: from)
        #expect(time.seconds(until: MonotonicTime(nanoseconds: until)) == left)
    }
}
