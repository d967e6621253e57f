import Misconfigurations

/// The table for a terminal, and its score.
enum TableText {
    /// A row for each setup; the marks are `x` for right, `!` for wrong, `-` where nobody can know.
    static func text(of rows: [[Cell]]) -> String {
        let heading = Column.allCases.map(\.rawValue).joined(separator: " | ")
        let lines = rows.compactMap { cells -> String? in
            guard let first = cells.first else { return nil }
            let marks = Column.allCases.map { column in
                let asked = cells.filter { $0.column == column }
                return asked.isEmpty ? "-" : asked.allSatisfy(\.isRight) ? "x" : "!"
            }
            return marks.joined(separator: " ") + "  " + first.row
        }
        let cells = rows.joined()
        let right = cells.count { $0.isRight }
        let wrong = cells.filter { !$0.isRight }.map { cell in
            "WRONG \(cell.row), \(cell.column.rawValue), \(cell.peers): \(cell.complaint ?? "")"
        }
        return ([heading] + lines + wrong + ["\(right) of \(cells.count) right"]).joined(
            separator: "\n")
    }
}
