/// Foreign words, such as names in certificates, made harmless for a line of a log or a terminal.
package enum SafeText {
    private static let scalarsMax = 200

    /// In a sentence, between quotation marks, short and without characters that move a cursor or
    /// begin a line.
    package static func quoted(_ text: String) -> String {
        let start = String(text.unicodeScalars.prefix(scalarsMax))
        let rest = start.unicodeScalars.count < text.unicodeScalars.count ? "…" : ""
        let shown = replacingUnsafe(in: start) { "\\u{\(String($0.value, radix: 16))}" }
        return "'\(shown)\(rest)'"
    }

    /// The text with something else in place of characters that move a cursor or begin a line.
    static func replacingUnsafe(
        in text: String, by replacement: (Unicode.Scalar) -> String
    ) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
                .unassigned:
                safe += replacement(scalar)
            default:
                safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
