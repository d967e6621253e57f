internal import LoRaFrames
internal import Radio

/// What ends a program of the chain, as one line for the operator.
struct ChainFailure: Error, CustomStringConvertible {
    let description: String

    /// The broker's words, without the prefix that this command's own will bear.
    init(lines: [String]) {
        description = lines.map { line in
            line.hasPrefix("Error: ") ? String(line.dropFirst("Error: ".count)) : line
        }.joined(separator: "\n")
    }

    /// The failure of lower floors in words.
    init(_ error: any Error) {
        description =
            switch error {
            case let error as ChainFailure: error.description
            case let error as RadioError: error.text
            case let error as EtherServerError: error.text(option: "--port")
            case let error as BandPlanError: error.text
            case let error as ClientFailure: error.text
            default: "\(error)"
            }
    }

    /// Runs settings code whose errors have their words here.
    static func settings<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw ChainFailure(error) }
    }

    /// Runs code whose errors have their words here.
    static func named<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch { throw ChainFailure(error) }
    }

    /// Runs until the work ends, Ctrl-C comes or the time is up, and lets the work end in order.
    static func untilInterrupted(
        for limit: Duration? = nil, _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await named {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await work()
                    return false
                }
                group.addTask {
                    await Interruption.wait()
                    return true
                }
                if let limit {
                    group.addTask {
                        try await Task.sleep(for: limit)
                        return true
                    }
                }
                let wasInterrupted = try await group.next() ?? true
                group.cancelAll()
                do {
                    while try await group.next() != nil {}
                } catch  where wasInterrupted {
                    // Work that is cancelled may say so by throwing.
                }
            }
        }
    }
}
