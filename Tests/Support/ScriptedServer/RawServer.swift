package import MQTTPackets
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A TCP server whose every packet a test sends, and that a test asks for every packet it got.
///
/// ```swift
/// let server = try await RawServer()
/// async let greeting = client.connect()
/// try await server.expectConnect()
/// try await server.send("20 03 00 00 00")
/// _ = try await greeting
/// ```
///
/// It speaks with one connection at a time: the first, until ``accept()`` takes the next.
package final class RawServer: Sendable {
    /// The port on loopback.
    package let port: Int
    private let listener: any Channel
    private let connections: AsyncStream<RawConnection>
    private let current = Mutex<RawConnection?>(nil)

    /// A server that listens on a port that was free.
    package init() async throws {
        let (connections, continuation) = AsyncStream.makeStream(of: RawConnection.self)
        self.connections = connections
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                let connection = RawConnection(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        PacketCollector(connection.arrived))
                    continuation.yield(connection)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = listener.localAddress?.port else {
            throw ScriptFailure("the listener has no port")
        }
        self.port = port
    }

    deinit {
        current.withLock { $0?.close() }
        listener.close(promise: nil)
    }

    /// Waits for the next connection and speaks with that from now on.
    package func accept() async throws {
        for await connection in connections {
            current.withLock { $0 = connection }
            return
        }
        throw ScriptFailure("the task was cancelled while it waited for a connection")
    }

    /// Sends a packet in the version of the client's CONNECT.
    package func send(_ packet: Packet) async throws {
        let connection = try await connection()
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: connection.version)
        await connection.send(bytes)
    }

    /// Sends bytes, written in hexadecimal with any spaces.
    package func send(_ hexadecimal: String) async throws {
        await (try await connection()).send(try Hexadecimal.bytes(hexadecimal))
    }

    /// Closes the connection without a word.
    package func drop() async throws { (try await connection()).close() }

    /// The next packet from the client.
    package func next() async throws -> Packet { try await arrival().packet }

    /// The bytes of the next packet from the client.
    package func nextBytes() async throws -> [UInt8] { try await arrival().bytes }

    /// Returns when the client has closed the connection; anything else that comes is a failure.
    package func expectEnd() async throws {
        switch await (try await connection()).next() {
        case .end: return
        case .packet(let packet, _): throw ScriptFailure("not the end, but \(packet) came")
        case .illegal(let bytes, let error):
            throw ScriptFailure("not the end, but \(bytes) came: \(error)")
        }
    }

    private func arrival() async throws -> (packet: Packet, bytes: [UInt8]) {
        switch await (try await connection()).next() {
        case .packet(let packet, let bytes): return (packet, bytes)
        case .end: throw ScriptFailure("the client closed the connection")
        case .illegal(let bytes, let error):
            throw ScriptFailure("the client sent \(bytes): \(error)")
        }
    }

    private func connection() async throws -> RawConnection {
        if let connection = current.withLock({ $0 }) { return connection }
        try await accept()
        return try await connection()
    }
}
