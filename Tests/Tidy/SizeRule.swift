/// Files fit in a head, lines fit on a screen.
struct SizeRule: Rule {
    private static let linesMax = 400
    private static let columnsMax = 100

    func findings(in file: SourceFile) -> [Finding] {
        var findings: [Finding] = []
        if file.lines.count > Self.linesMax, !Self.isLongByNature(file) {
            let message =
                "\(file.lines.count) lines, more than \(Self.linesMax); "
                + "a table or generated file says so in line 1"
            findings.append(Finding(path: file.path, line: nil, message: message))
        }
        for (index, line) in file.lines.enumerated() where line.count > Self.columnsMax {
            let message = "\(line.count) columns, more than \(Self.columnsMax)"
            findings.append(file.finding(at: index, message))
        }
        return findings
    }

    private static func isLongByNature(_ file: SourceFile) -> Bool {
        let words = Words.all(in: Substring((file.comments.first ?? "").lowercased()))
        return words.contains { ["table", "tables", "generated"].contains($0) }
    }
}
