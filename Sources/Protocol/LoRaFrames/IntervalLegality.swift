/// Whether frames of one length may go out at a fixed interval for ever, with the arithmetic.
package struct IntervalLegality: Hashable, Sendable {
    package let byteCount: Int
    package let modulation: Modulation
    package let dutyCycle: DutyCycle
    /// The interval that was asked for.
    package let interval: Duration
    /// Time on air of one frame.
    package let airtime: Duration
    /// The shortest interval that the duty cycle allows.
    package let intervalMin: Duration

    /// Judges `interval` for frames of `byteCount` bytes on air.
    package init(
        byteCount: Int, modulation: Modulation, rules: ChannelRules, interval: Duration
    ) {
        self.byteCount = byteCount
        self.modulation = modulation
        self.interval = interval
        dutyCycle = rules.dutyCycle
        airtime = modulation.airtime(byteCount: byteCount)
        intervalMin = airtime * 1_000 / rules.dutyCycle.perMille
    }

    /// Whether the duty cycle holds for ever at this interval.
    package var isLegal: Bool { interval >= intervalMin }

    /// Frames that one hour allows.
    package var framesPerHourMax: Int {
        Int(dutyCycle.airtimeBudget / airtime)
    }

    /// The duty cycle that the interval would make, in hundredths of a percent, rounded up.
    package var resultingBasisPoints: Int {
        guard interval > .zero else { return .max }
        return Int((airtime / interval * 10_000).rounded(.up))
    }
}
