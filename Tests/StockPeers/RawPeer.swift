internal import NIOCore
internal import NIOPosix

/// A TCP connection that sends any bytes and speaks no protocol.
package final class RawPeer: Sendable {
    private let channel: any Channel
    private let received: AsyncStream<[UInt8]>

    /// Connects to a port of loopback.
    /// - Parameters:
    ///   - address: where it comes from; all of 127.0.0.0/8 is loopback.
    ///   - reads: false for a peer that reads only when told to; its receive buffer is small.
    package init(
        port: Int, from address: String = "127.0.0.1", reads: Bool = true
    ) async throws {
        let (received, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        self.received = received
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(to: try SocketAddress(ipAddress: address, port: 0))
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 65_536 : 4_096)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        RawReceiver { bytes in
                            if bytes.isEmpty {
                                continuation.finish()
                            } else {
                                continuation.yield(bytes)
                            }
                        })
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    deinit { channel.close(promise: nil) }

    /// Sends bytes; a peer that has closed already is no fault.
    package func send(_ bytes: [UInt8]) async {
        do {
            try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
        } catch {}
    }

    /// Reads once; for a peer that does not read by itself.
    package func readOnce() { channel.read() }

    /// Reads from now on whatever comes; for a peer that did not read by itself.
    package func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// The bytes that come until the other end closes the connection.
    package func bytesToEnd() async -> [UInt8] {
        var bytes: [UInt8] = []
        for await part in received { bytes += part }
        return bytes
    }

    /// Returns when this many bytes have come; they are not read again.
    package func bytes(atLeast count: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for await part in received {
            bytes += part
            if bytes.count >= count { return bytes }
        }
        throw StockPeerError("the connection ended after \(bytes.count) bytes: \(bytes)")
    }

    /// Closes the connection.
    package func close() async {
        do { try await channel.close() } catch {}  // closed already
    }
}
