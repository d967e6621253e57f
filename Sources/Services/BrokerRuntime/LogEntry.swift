/// What becomes one line of the log.
package enum LogEntry {
    /// The text with escapes in place of all that ends a line or acts on a terminal: names that
    /// clients choose stand in it.
    ///
    /// Only the tab that sets a topic off may begin it.
    package static func escaped(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let isIndented = scalars.first == "\t"
        let rest = isIndented ? scalars.dropFirst() : scalars[...]
        if !rest.contains(where: mustBeEscaped) { return text }
        return rest.reduce(into: isIndented ? "\t" : "") { result, scalar in
            if mustBeEscaped(scalar) {
                result += escape(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    /// Control characters (C0, DEL, C1) and the separators of lines and paragraphs.
    private static func mustBeEscaped(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029: true
        default: false
        }
    }

    private static func escape(_ scalar: UnicodeScalar) -> String {
        let digits = String(scalar.value, radix: 16)
        if scalar.value > 0xFF { return "\\u{\(digits)}" }
        return "\\x" + (scalar.value < 16 ? "0" : "") + digits
    }
}
