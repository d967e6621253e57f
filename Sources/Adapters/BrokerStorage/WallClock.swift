import BrokerCore

/// Translates between the broker's clock, which begins anew with each boot, and the wall clock,
/// which is what the disk keeps, in milliseconds since 1970.
///
/// One offset is taken at the start, so that a correction of the wall clock moves no deadline of
/// this run.
struct WallClock: Sendable {
    private let reading: @Sendable () -> MonotonicTime
    private let openedAt: MonotonicTime
    private let openedMilliseconds: Int64

    /// Takes the offset now.
    init(
        _ reading: @escaping @Sendable () -> MonotonicTime,
        milliseconds: Int64 = Self.millisecondsNow()
    ) {
        self.reading = reading
        openedAt = reading()
        openedMilliseconds = milliseconds
    }

    /// The wall clock's time now.
    var now: Int64 { milliseconds(at: reading()) }

    /// The wall clock's time at a reading of the broker's clock, never later than that.
    func milliseconds(at time: MonotonicTime) -> Int64 {
        let milliseconds = Int64(clamping: time.nanoseconds / 1_000_000)
        let opened = Int64(clamping: openedAt.adding(nanoseconds: 999_999).nanoseconds / 1_000_000)
        return (openedMilliseconds - opened).addingReportingOverflow(milliseconds).partialValue
    }

    /// A deadline as this run counts it: now when it has passed.
    /// - Parameter written: when it was written down. A wall clock that went back since then does
    ///   not make it later than it was.
    func time(at milliseconds: Int64, written: Int64) -> MonotonicTime {
        let byWall = milliseconds.subtractingReportingOverflow(openedMilliseconds)
        let atMost = milliseconds.subtractingReportingOverflow(written)
        if byWall.overflow || atMost.overflow { return openedAt }
        let rest = UInt64(max(0, min(byWall.partialValue, atMost.partialValue)))
        let (nanoseconds, isTooLong) = rest.multipliedReportingOverflow(by: 1_000_000)
        return openedAt.adding(nanoseconds: isTooLong ? .max : nanoseconds)
    }
}
