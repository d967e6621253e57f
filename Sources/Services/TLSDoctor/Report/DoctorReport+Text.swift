import FaultCatalogue

extension DoctorReport {
    /// The report in plain text: what works, what does not and whose turn it is, then warnings.
    package var text: String {
        var lines = inventory
        if !inventory.isEmpty { lines.append("") }
        lines += healthy.map { "✓ \($0)" }
        for finding in faults { lines += Self.lines(of: finding, mark: "✗") }
        for finding in warnings { lines += Self.lines(of: finding, mark: "!") }
        lines.append("")
        lines.append(verdict)
        return lines.map { $0 + "\n" }.joined()
    }

    private var verdict: String {
        let warned = warnings.count
        let warning = warned == 0 ? "" : ", \(warned) warning\(warned == 1 ? "" : "s")"
        guard let first = faults.first else {
            return warned == 0 ? "Healthy." : "Healthy\(warning)."
        }
        let more = faults.count == 1 ? "1 fault" : "\(faults.count) faults"
        return "\(more)\(warning). More about the first: apus explain \(first.id.rawValue)"
    }

    private static func lines(of finding: Finding, mark: String) -> [String] {
        var lines = ["\(mark) \(finding.what) [\(finding.id.rawValue)]"]
        lines.append("  whose turn: \(finding.culprit.text)")
        lines += Cure(finding.cure).lines
        lines += finding.opinions.map { "  \($0.program): \($0.verdict)" }
        return lines
    }
}

/// A cure with its commands on lines of their own, so that they can be pasted.
private struct Cure {
    let lines: [String]

    /// Commands stand between backquotes; a word or two of them stay in the sentence.
    init(_ text: String) {
        var lines: [String] = []
        var sentence = "cure: "
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index.isMultiple(of: 2) {
                sentence += part
            } else if part.split(separator: " ").count < 3 {
                sentence += "`\(part)`"
            } else {
                Self.close(&sentence, into: &lines)
                lines.append("    \(part)")
            }
        }
        Self.close(&sentence, into: &lines)
        self.lines = lines
    }

    /// What joined commands within a sentence joins nothing on lines of their own.
    private static func close(_ sentence: inout String, into lines: inout [String]) {
        let words = sentence.drop { ",; ".contains($0) }
        let end = words.lastIndex { $0 != " " }
        if let end { lines.append("  " + words[...end]) }
        sentence = ""
    }
}

extension Culprit {
    /// Who it is, as a reader meets it.
    var text: String {
        switch self {
        case .client: "the client"
        case .broker: "the broker"
        case .authority: "who issues the certificates"
        case .clock: "who sets the clock"
        case .network: "the network between"
        }
    }
}
