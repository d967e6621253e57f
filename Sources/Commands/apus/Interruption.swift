internal import Dispatch
internal import Foundation

/// Ctrl-C and the polite request to end, noticed from the moment this is made.
struct Interruption {
    private let requests: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    /// From now on SIGINT and SIGTERM end nothing by themselves.
    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        requests = stream
        sources = [SIGINT, SIGTERM].map { number in
            _ = signal(number, SIG_IGN)  // left to the source
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    /// Returns when one of them has come, or when the task is cancelled.
    func wait() async {
        for await _ in requests { break }
        for source in sources { source.cancel() }
    }

    /// Returns when SIGINT or SIGTERM comes, or when the task is cancelled.
    static func wait() async { await Interruption().wait() }
}
