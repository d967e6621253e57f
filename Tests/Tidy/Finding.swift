/// One place that breaks a rule, printed the way compilers do.
struct Finding: Equatable, CustomStringConvertible {
    let path: String
    /// Counted from 1; nil when the whole file or target is meant.
    let line: Int?
    let message: String

    var description: String {
        if let line { "\(path):\(line): \(message)" } else { "\(path): \(message)" }
    }
}
