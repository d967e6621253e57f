extension Duration {
    /// Whole seconds, rounded up, between 0 and the largest number that the wire carries.
    var wholeSeconds: UInt32 {
        let (seconds, attoseconds) = components
        if seconds < 0 { return 0 }
        return UInt32(clamping: attoseconds > 0 ? seconds &+ 1 : seconds)
    }

    /// Nanoseconds, clamped to what a timer takes.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carry ? .max : sum
    }
}
