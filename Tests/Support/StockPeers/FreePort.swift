internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Ports for programs that cannot choose their own.
///
/// They lie below the range from which the kernel takes ports for outgoing connections (32768 up on
/// Linux), and no port is handed out twice: tests that run side by side do not meet.
package enum FreePort {
    private static let ports = 15_000..<32_000
    private static let next = Mutex(Int.random(in: ports))

    /// A port of loopback that nobody listens on.
    package static func find() async throws -> Int {
        for _ in ports {
            let port = next.withLock { next in
                next = next + 1 < ports.upperBound ? next + 1 : ports.lowerBound
                return next
            }
            if await isFree(port) { return port }
        }
        throw StockPeerError("no port from \(ports.lowerBound) to \(ports.upperBound) is free")
    }

    /// Asked by connecting: a probe that listened could be inherited by a program that starts just
    /// then, and hold the port.
    private static func isFree(_ port: Int) async -> Bool {
        do {
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get().close()
            return false
        } catch {
            return true  // nobody listens
        }
    }
}
