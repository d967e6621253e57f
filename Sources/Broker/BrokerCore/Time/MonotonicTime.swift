/// A reading of a clock that never jumps, in nanoseconds since an arbitrary start.
package struct MonotonicTime: Comparable, Hashable, Sendable {
    package let nanoseconds: UInt64

    /// A reading of that many nanoseconds.
    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The far end of the scale, which is not reached.
    static let never = MonotonicTime(nanoseconds: .max)

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The time `seconds` later, or the far end of the scale.
    package func adding(seconds: UInt64) -> MonotonicTime {
        let (product, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return adding(nanoseconds: isTooLarge ? .max : product)
    }

    /// The time that much later, or the far end of the scale.
    package func adding(nanoseconds interval: UInt64) -> MonotonicTime {
        let (sum, isTooLate) = nanoseconds.addingReportingOverflow(interval)
        return MonotonicTime(nanoseconds: isTooLate ? .max : sum)
    }

    /// Whole seconds since the clock's start.
    package var seconds: UInt64 { nanoseconds / 1_000_000_000 }

    /// Seconds until `later`, rounded up; 0 when it has passed.
    package func seconds(until later: MonotonicTime) -> UInt64 {
        later > self ? (later.nanoseconds - nanoseconds - 1) / 1_000_000_000 + 1 : 0
    }
}
