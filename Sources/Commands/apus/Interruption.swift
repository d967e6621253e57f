internal import Dispatch
internal import Foundation

/// Ctrl-C and the polite request to end.
enum Interruption {
    /// Returns when SIGINT or SIGTERM comes, or when the task is cancelled.
    static func wait() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { number in
            _ = signal(number, SIG_IGN)  // left to the source
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        for await _ in stream { break }
        for source in sources { source.cancel() }
    }
}
