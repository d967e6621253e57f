internal import ArgumentParser
internal import Chain

/// Where a sensor's readings come from, and how often.
struct SourceOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: "cpu-temperature, load, memory, file PATH or stdin. (default: cpu-temperature)")
    var source: [String] = []

    @Option(name: [.customShort("m"), .long], help: "Publish this text each time.")
    var message: String?

    @Option(help: "Seconds from one reading to the next, such as 3 or 0.5.")
    var interval = 3.0

    func validate() throws {
        guard interval.isFinite, (0.05...86_400).contains(interval) else {
            throw ValidationError("--interval \(interval): use 0.05 to 86400 seconds")
        }
        if message != nil, !source.isEmpty {
            throw ValidationError("--message and --source exclude each other")
        }
    }

    /// The source that was asked for; nil when none was.
    func chosen() throws -> ReadingSource? {
        if let message { return .message(message) }
        return source.isEmpty ? nil : try ReadingSource(words: source)
    }

    /// The interval between readings.
    var pause: Duration { .milliseconds(Int((interval * 1_000).rounded())) }
}
