/// A statement that no test proves, and why: a line of `docs/conformance/exceptions.txt`.
struct Exemption: Equatable {
    /// The file that lists them.
    static let path = "docs/conformance/exceptions.txt"

    let id: StatementID
    let standard: Standard
    /// Empty when none is given, which ``Coverage`` reports.
    let reason: String
    let line: Int

    /// Reads a whole list; lines that begin with `#` are comments.
    static func list(_ text: String) throws(ListFailure) -> [Exemption] {
        var exemptions: [Exemption] = []
        for (number, columns) in Columns.lines(of: text, count: 3) {
            guard columns.count >= 2, let id = StatementID(columns[0]),
                let standard = Standard(rawValue: columns[1])
            else { throw ListFailure(line: number, message: "not id, version and reason") }
            exemptions.append(
                Exemption(
                    id: id, standard: standard, reason: columns.count > 2 ? columns[2] : "",
                    line: number))
        }
        return exemptions
    }
}
