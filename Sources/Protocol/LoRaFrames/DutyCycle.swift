/// The part of an hour that one transmitter may be on air, in thousandths.
package struct DutyCycle: Hashable, Comparable, Sendable {
    /// The span over which the law measures.
    package static let window: Duration = .seconds(3_600)

    /// Thousandths of the window, 1 to 1000.
    package let perMille: Int

    /// A duty cycle; the band plan is our own data, so a value out of range is our bug.
    package init(perMille: Int) {
        precondition((1...1_000).contains(perMille), "a duty cycle is 1 to 1000 per mille")
        self.perMille = perMille
    }

    /// Time on air that one window allows.
    package var airtimeBudget: Duration { Self.window * perMille / 1_000 }

    package static func < (left: DutyCycle, right: DutyCycle) -> Bool {
        left.perMille < right.perMille
    }
}
