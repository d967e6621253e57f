internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// A TCP or TLS connection that sends any bytes and speaks no protocol.
package final class RawPeer {
    private enum Arrival: Sendable {
        case bytes([UInt8])
        case end
        case late
    }

    private let channel: any Channel
    private let arrivals: AsyncStream<Arrival>
    private let continuation: AsyncStream<Arrival>.Continuation
    private var hasEnded = false

    /// Who has not answered on the same machine after that time never will.
    private static let patience = TimeAmount.seconds(30)

    /// Connects to a port of loopback.
    /// - Parameters:
    ///   - reads: false for a peer that never reads; its receive buffer is small.
    ///   - authorityFile: for TLS with `localhost`, the PEM file of the authority to trust.
    package init(port: Int, reads: Bool = true, authorityFile: String? = nil) async throws {
        let (arrivals, continuation) = AsyncStream.makeStream(of: Arrival.self)
        self.arrivals = arrivals
        self.continuation = continuation
        let context = try authorityFile.map { file in
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .file(file)
            return try NIOSSLContext(configuration: configuration)
        }
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 65_536 : 4_096)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        RawReceiver { bytes in
                            continuation.yield(bytes.isEmpty ? .end : .bytes(bytes))
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

    /// The next bytes that come; nil when the other end has closed the connection.
    /// - Throws: ``StockPeerError`` when neither happens.
    package func next() async throws -> [UInt8]? {
        if hasEnded { return nil }
        let continuation = continuation
        let timeout = channel.eventLoop.scheduleTask(in: Self.patience) {
            _ = continuation.yield(.late)
        }
        defer { timeout.cancel() }
        for await arrival in arrivals {
            switch arrival {
            case .bytes(let bytes): return bytes
            case .end:
                hasEnded = true
                return nil
            case .late: throw StockPeerError("nothing came, and the connection stayed open")
            }
        }
        return nil
    }

    /// The bytes that come until the other end closes the connection.
    package func bytesToEnd() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let part = try await next() { bytes += part }
        return bytes
    }

    /// Returns when this many bytes have come; they are not read again.
    package func bytes(atLeast count: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let part = try await next() {
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
