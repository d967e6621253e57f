/// A line of a list that cannot be read.
struct ListFailure: Error, Equatable, CustomStringConvertible {
    /// Counted from 1.
    let line: Int
    let message: String

    var description: String { "line \(line): \(message)" }
}
