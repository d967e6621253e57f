import FaultCatalogue

/// A page of the catalogue for a terminal.
enum FaultPage {
    private static let columns = 78

    /// The whole page.
    static func text(of fault: Fault) -> String {
        let symptoms = fault.symptoms.flatMap { symptom in
            ["  \(symptom.program)"] + lines(of: symptom.text, indent: 6)
        }
        let cure =
            lines(of: fault.cure, indent: 2)
            + (fault.commands.isEmpty ? [] : [""] + fault.commands.map { "      \($0)" })
        let parts = [
            ["\(fault.id.rawValue)  \(fault.title)"],
            ["WHAT PROGRAMS SAY"] + symptoms,
            ["WHY"] + lines(of: fault.cause, indent: 2),
            ["CURE"] + cure,
            ["MORE"] + lines(of: fault.reference, indent: 2),
        ]
        return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    /// The text in lines that fit a terminal; a longer word has a line of its own.
    private static func lines(of text: String, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            if !line.isEmpty, indent + line.count + 1 + word.count > columns {
                lines.append(margin + line)
                line = ""
            }
            line += line.isEmpty ? "\(word)" : " \(word)"
        }
        return lines + [margin + line]
    }
}
