/// A carrier frequency.
package struct Frequency: Hashable, Comparable, Sendable {
    /// The frequency in hertz.
    package let hertz: Int

    /// A frequency of so many hertz.
    package init(hertz: Int) {
        self.hertz = hertz
    }

    /// A frequency of so many kilohertz.
    package init(kilohertz: Int) {
        self.init(hertz: kilohertz * 1_000)
    }

    package static func < (left: Frequency, right: Frequency) -> Bool {
        left.hertz < right.hertz
    }

    package static func - (left: Frequency, right: Frequency) -> Int {
        left.hertz - right.hertz
    }
}
