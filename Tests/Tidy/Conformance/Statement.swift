/// One numbered statement of a standard: a line of `docs/conformance/mqtt-….txt`.
struct Statement: Equatable {
    /// How a test can see whether the statement is kept.
    enum Check: String {
        case packet, dialogue, session, clock, websocket, transport
    }

    let id: StatementID
    /// Whom it binds.
    let sides: [Side]
    let check: Check
    /// What it asks for, in our words.
    let summary: String

    /// Reads a whole list, in ascending order of ids; lines that begin with `#` are comments.
    static func list(_ text: String) throws(ListFailure) -> [Statement] {
        var statements: [Statement] = []
        for (number, columns) in Columns.lines(of: text, count: 4) {
            guard columns.count == 4, let id = StatementID(columns[0]) else {
                throw ListFailure(line: number, message: "not id, side, check and summary")
            }
            let sides =
                columns[1] == "both" ? Side.allCases : Side(rawValue: columns[1]).map { [$0] }
            guard let sides else {
                throw ListFailure(line: number, message: "no side `\(columns[1])`")
            }
            guard let check = Check(rawValue: columns[2]) else {
                throw ListFailure(line: number, message: "no check `\(columns[2])`")
            }
            if let last = statements.last, last.id >= id {
                throw ListFailure(line: number, message: "\(id) after \(last.id)")
            }
            statements.append(Statement(id: id, sides: sides, check: check, summary: columns[3]))
        }
        return statements
    }
}
