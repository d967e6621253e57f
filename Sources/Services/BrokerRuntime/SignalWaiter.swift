import Dispatch
import Glibc

/// Waits for one of some signals, which no longer end the process by themselves.
package final class SignalWaiter {
    private let sources: [any DispatchSourceSignal]
    private let stream: AsyncStream<Int32>

    /// Begins to catch the signals.
    package init(_ numbers: [Int32]) {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        self.stream = stream
        sources = numbers.map { number in
            _ = signal(number, SIG_IGN)  // Dispatch still sees it
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(number) }
            source.resume()
            return source
        }
    }

    /// The next of the signals, also one that came before this call.
    @discardableResult
    package func wait() async -> Int32? {
        for await number in stream { return number }
        return nil
    }
}
