/// The numbers an option takes, and how mosquitto words a number outside of them.
struct NumberBounds: Sendable {
    /// The wording of a refusal.
    enum Wording: Sendable { case invalidValue, oneLimit, bothLimits }

    /// The numbers that are taken.
    let range: ClosedRange<Int>

    /// How others are refused.
    let wording: Wording

    /// Bounds with mosquitto's usual wording, "Invalid 'x' value (v).".
    static func within(_ range: ClosedRange<Int>) -> Self {
        Self(range: range, wording: .invalidValue)
    }

    /// Bounds of which a refusal names the one that was passed.
    static func limits(_ range: ClosedRange<Int>) -> Self {
        Self(range: range, wording: .oneLimit)
    }

    /// Bounds of which a refusal names both.
    static func between(_ range: ClosedRange<Int>) -> Self {
        Self(range: range, wording: .bothLimits)
    }

    /// The number that a text spells, if it is within the bounds.
    func number(from text: String) throws(ProblemReason) -> Int {
        guard let number = Int(text) else { throw .notANumber }
        if range.contains(number) { return number }
        switch wording {
        case .invalidValue: throw .invalidValue(text)
        case .bothLimits: throw .outside(range)
        case .oneLimit:
            throw number < range.lowerBound
                ? .belowMinimum(range.lowerBound) : .aboveMaximum(range.upperBound)
        }
    }
}
