internal import MQTTPackets
internal import NIOCore
internal import Synchronization

/// One connection of a client to a raw server.
final class RawConnection: Sendable {
    /// What came from the client.
    enum Arrival: Sendable {
        case packet(Packet, bytes: [UInt8])
        case illegal([UInt8], DecodeError)
        case end
    }

    private let channel: any Channel
    private let arrivals: AsyncStream<Arrival>
    private let continuation: AsyncStream<Arrival>.Continuation
    private let announced = Mutex(ProtocolVersion.v5)

    init(_ channel: any Channel) {
        self.channel = channel
        (arrivals, continuation) = AsyncStream.makeStream(of: Arrival.self)
    }

    /// The version of the client's CONNECT.
    var version: ProtocolVersion { announced.withLock { $0 } }

    /// Takes what the channel read.
    func arrived(_ arrival: Arrival) {
        if case .packet(.connect(let connect), _) = arrival {
            announced.withLock { $0 = connect.version }
        }
        continuation.yield(arrival)
        if case .end = arrival { continuation.finish() }
    }

    /// What came next; the end for ever after the last.
    func next() async -> Arrival {
        for await arrival in arrivals { return arrival }
        return .end
    }

    /// Sends bytes; a client that has closed already is no fault.
    func send(_ bytes: [UInt8]) async {
        do {
            try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
        } catch {}
    }

    /// Closes the connection.
    func close() { channel.close(promise: nil) }
}
