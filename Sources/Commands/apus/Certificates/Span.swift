import ArgumentParser

/// A span as operators write it: `30d`, `2w`, `12h`, or days without a letter.
struct Span: ExpressibleByArgument {
    let seconds: Double

    private static let units: [Character: Double] = ["h": 3_600, "d": 86_400, "w": 7 * 86_400]
    private static let countMax = 100_000

    init?(argument: String) {
        var digits = argument[...]
        var unit = 86_400.0
        if let last = digits.last, let known = Self.units[last] {
            unit = known
            digits.removeLast()
        }
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let count = Int(digits), count <= Self.countMax
        else { return nil }
        seconds = Double(count) * unit
    }
}
