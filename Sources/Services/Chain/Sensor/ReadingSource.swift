/// Where a sensor's readings come from.
package enum ReadingSource: Hashable, Sendable {
    /// The processor's temperature in degrees Celsius.
    case cpuTemperature
    /// Processes that want to run, over the last minute.
    case load
    /// Memory in use, in percent.
    case memory
    /// The content of a file, read anew each time.
    case file(String)
    /// Each line of standard input, as it comes.
    case standardInput
    /// Always the same text.
    case message(String)

    /// A source as the command line names it: a word, and a path after `file`.
    package init(words: [String]) throws(ReadingSourceError) {
        switch (words.first, words.count) {
        case ("cpu-temperature", 1): self = .cpuTemperature
        case ("load", 1): self = .load
        case ("memory", 1): self = .memory
        case ("stdin", 1): self = .standardInput
        case ("file", 2): self = .file(words[1])
        case ("file", _): throw .pathMissing
        default: throw .unknown(words.joined(separator: " "))
        }
    }

    /// The source's name on the command line, and the last level of its usual topic.
    package var name: String {
        switch self {
        case .cpuTemperature: "cpu-temperature"
        case .load: "load"
        case .memory: "memory"
        case .file: "file"
        case .standardInput: "stdin"
        case .message: "message"
        }
    }
}
