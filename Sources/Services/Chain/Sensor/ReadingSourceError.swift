/// Why there is no reading.
package enum ReadingSourceError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(String)
    case pathMissing
    /// The machine has no thermometer that the kernel knows.
    case noThermometer(looked: [String])
    case unreadable(path: String)
    /// The file has bytes, but not what the source expects.
    case unexpectedContent(path: String)
    case tooLong(path: String, byteCountMax: Int)

    package var description: String {
        switch self {
        case .unknown(let words):
            "unknown source '\(PrintableText.escaping(words))'; there are cpu-temperature, load, "
                + "memory, file PATH and stdin, and --message TEXT"
        case .pathMissing: "--source file needs one path: --source file PATH"
        case .noThermometer(let looked):
            "this machine shows no CPU temperature; looked at "
                + looked.joined(separator: " and ") + "; try --source load"
        case .unreadable(let path): "source \(path) cannot be read"
        case .unexpectedContent(let path): "source \(path) holds no number where one is expected"
        case .tooLong(let path, let max): "source \(path) has more than \(max) bytes"
        }
    }
}
