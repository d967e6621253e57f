/// The name of a numbered statement, such as `MQTT-3.1.2-24`.
struct StatementID: Hashable, Comparable, CustomStringConvertible {
    /// Chapter, section, subsection and number.
    let numbers: [Int]

    /// Nil unless the text has exactly the form that the standards print.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "MQTT" else { return nil }
        let section = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard section.count == 3 else { return nil }
        let numbers = (section + [parts[2]]).compactMap { Int($0) }
        guard numbers.count == 4 else { return nil }
        self.numbers = numbers
        // `03`, `+3`
        guard description == text else { return nil }
    }

    var description: String {
        "MQTT-\(numbers[0]).\(numbers[1]).\(numbers[2])-\(numbers[3])"
    }

    /// The section that a reader looks it up in, such as `3.1`.
    var section: String { "\(numbers[0]).\(numbers[1])" }

    static func < (left: StatementID, right: StatementID) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }

    /// What stands in brackets in a text as `[MQTT-…]` and may be an id.
    static func labels(in text: some StringProtocol) -> [String] {
        text.split(separator: "[").dropFirst(text.first == "[" ? 0 : 1).compactMap { part in
            guard part.hasPrefix("MQTT-"), let end = part.firstIndex(of: "]") else { return nil }
            return String(part[..<end])
        }
    }
}
