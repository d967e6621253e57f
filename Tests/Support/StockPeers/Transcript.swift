internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// What comes out of a pipe, kept whole and told to everyone who waits for a part of it.
package final class Transcript: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var hasEnded = false
        var waiters: [AsyncStream<Void>.Continuation] = []
    }

    let pipe = Pipe()
    private let state = Mutex(State())

    init() async throws {
        let descriptor = dup(pipe.fileHandleForReading.fileDescriptor)
        _ = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RawReceiver { self.take($0) })
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor).get()
    }

    /// What has come so far.
    package var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// Returns when the text holds `part`.
    package func contains(_ part: String) async throws {
        for await _ in changes() where text.contains(part) { return }
        throw StockPeerError("'\(part)' did not come; what came: \(text)")
    }

    /// The text up to the pipe's end.
    func whole() async -> String {
        for await _ in changes() {}
        return text
    }

    /// Something at once, then at each change, until the pipe ends.
    private func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        continuation.yield()
        state.withLock { state in
            if state.hasEnded { continuation.finish() } else { state.waiters.append(continuation) }
        }
        return stream
    }

    private func take(_ bytes: [UInt8]) {
        state.withLock { state in
            state.bytes += bytes
            for waiter in state.waiters {
                waiter.yield()
                if bytes.isEmpty { waiter.finish() }
            }
            if bytes.isEmpty {
                state.hasEnded = true
                state.waiters = []
            }
        }
    }
}
