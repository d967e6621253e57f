/// What may stand behind an option's name.
enum OptionForm: Sendable {
    case flag
    case number(NumberBounds)
    case text(bytesMax: Int?)

    /// A form of its own, as the manual shows it.
    case other(String)

    /// Refuses a value that does not have this form.
    func check(_ value: String) throws(ProblemReason) {
        if value.isEmpty { throw .emptyValue }
        switch self {
        case .flag: _ = try Self.flag(from: value)
        case .number(let bounds): _ = try bounds.number(from: value)
        case .text(let bytesMax?) where value.utf8.count > bytesMax:
            throw .tooLong(bytesMax: bytesMax)
        case .text, .other: break
        }
    }

    /// The flag that a text spells.
    static func flag(from value: String) throws(ProblemReason) -> Bool {
        switch value {
        case "true", "1": true
        case "false", "0": false
        default: throw .invalidValue(value)
        }
    }

    /// The form as the manual shows it behind the name.
    var manualText: String {
        switch self {
        case .flag: "true|false"
        case .number(let bounds) where bounds.range.upperBound == .max:
            "NUMBER (\(bounds.range.lowerBound) or more)"
        case .number(let bounds):
            "NUMBER (\(bounds.range.lowerBound) to \(bounds.range.upperBound))"
        case .text(let bytesMax?): "TEXT (up to \(bytesMax) bytes)"
        case .text: "TEXT"
        case .other(let text): text
        }
    }
}
