/// One transmitter's time on air in each sub-band over the last hour, and when the next frame may
/// go.
///
/// Times are durations since any origin the owner keeps to. The ledger is exact: a frame is allowed
/// when no window of one hour, wherever it begins, holds more than the duty cycle's share.
package struct AirtimeLedger: Sendable {
    private var accounts: [SubBand: Account] = [:]

    /// An empty ledger: a transmitter that has been silent for an hour.
    package init() {}

    /// The earliest time, `now` or later, when a frame of this airtime may start.
    /// - Returns: nil when one such frame alone is over the hour's budget.
    package func earliestStart(
        of airtime: Duration, under rules: ChannelRules, now: Duration
    ) -> Duration? {
        var earliest = now
        for subBand in rules.subBands {
            // The strictest duty cycle holds in every row that the channel touches.
            let budget = rules.dutyCycle.airtimeBudget
            guard airtime <= budget else { return nil }
            guard let account = accounts[subBand] else { continue }
            let start = account.earliestStart(of: airtime, budget: budget, now: now)
            earliest = max(earliest, start)
        }
        return earliest
    }

    /// Enters a frame that starts at `start`, which must not be before an earlier frame's end.
    package mutating func record(
        airtime: Duration, under rules: ChannelRules, startingAt start: Duration
    ) {
        for subBand in rules.subBands {
            accounts[subBand, default: Account()].record(airtime: airtime, startingAt: start)
        }
    }

    /// Time on air in the hour that ends at `now`.
    package func airtimeUsed(in subBand: SubBand, now: Duration) -> Duration {
        accounts[subBand]?.used(from: now - DutyCycle.window, to: now) ?? .zero
    }
}

extension AirtimeLedger {
    /// The transmissions of one sub-band, oldest first; those older than the window are dropped.
    private struct Account: Sendable {
        private var transmissions: [Range<Duration>] = []

        func earliestStart(of airtime: Duration, budget: Duration, now: Duration) -> Duration {
            let start = max(now, transmissions.last?.upperBound ?? now)
            let windowStart = start + airtime - DutyCycle.window
            var excess = used(from: windowStart, to: start) + airtime - budget
            guard excess > .zero else { return start }
            // The window moves on until it has left so much of the oldest frames behind.
            for transmission in transmissions where transmission.upperBound > windowStart {
                let begin = max(transmission.lowerBound, windowStart)
                let length = transmission.upperBound - begin
                if excess <= length { return begin + excess + DutyCycle.window - airtime }
                excess -= length
            }
            return start
        }

        mutating func record(airtime: Duration, startingAt start: Duration) {
            if let last = transmissions.last {
                precondition(last.upperBound <= start, "one transmitter sends one frame at a time")
            }
            let horizon = start - DutyCycle.window
            let expired = transmissions.prefix { $0.upperBound <= horizon }.count
            if expired > 0 { transmissions.removeFirst(expired) }
            transmissions.append(start..<start + airtime)
        }

        func used(from: Duration, to: Duration) -> Duration {
            transmissions.reduce(.zero) { sum, transmission in
                let begin = max(transmission.lowerBound, from)
                let end = min(transmission.upperBound, to)
                return begin < end ? sum + (end - begin) : sum
            }
        }
    }
}
