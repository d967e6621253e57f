internal import Dispatch
internal import Foundation

/// Why files are read again: SIGHUP, and with `--watch` that they have changed.
struct ReloadRequests {
    /// What somebody asked for.
    enum Request {
        /// Read everything again.
        case reload
        /// Look whether files have changed.
        case look
    }

    /// All requests, in order.
    let all: AsyncStream<Request>
    /// Where requests to look come from.
    let beat: Beat
    private let source: any DispatchSourceSignal

    /// Asks for looks.
    struct Beat: Sendable {
        fileprivate let continuation: AsyncStream<Request>.Continuation

        /// A file that looks the same at two beats is read.
        private static let pause = Duration.milliseconds(200)

        /// Goes on until the task is cancelled.
        func goOn() async {
            do {
                while true {
                    try await Task.sleep(for: Self.pause)
                    continuation.yield(.look)
                }
            } catch {}  // cancelled
        }
    }

    /// SIGHUP does not end the program, and is noticed once this has returned.
    init() async {
        let (all, continuation) = AsyncStream.makeStream(of: Request.self)
        self.all = all
        beat = Beat(continuation: continuation)
        _ = signal(SIGHUP, SIG_IGN)  // left to the source
        source = DispatchSource.makeSignalSource(signal: SIGHUP)
        source.setEventHandler { continuation.yield(.reload) }
        await withCheckedContinuation { [source] registered in
            source.setRegistrationHandler { registered.resume() }
            source.resume()
        }
    }
}
