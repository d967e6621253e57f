/// Lists for people: columns with blanks between them, the last one as long as the line.
enum Columns {
    /// The lines that say something, with their numbers from 1 and at most `count` columns.
    static func lines(of text: String, count: Int) -> [(number: Int, columns: [String])] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .compactMap { index, line in
                let columns = line.split(separator: " ", maxSplits: count - 1)
                    .map { String($0.drop { $0 == " " }) }
                if columns.isEmpty || line.hasPrefix("#") { return nil }
                return (index + 1, columns)
            }
    }
}
