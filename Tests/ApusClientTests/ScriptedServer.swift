import MQTTPackets
import NIOCore
import NIOPosix
import Synchronization

/// A server that answers each packet as a script says, and keeps what came.
final class ScriptedServer: Sendable {
    /// What the server sends; nil closes the connection.
    typealias Script = @Sendable (Packet) -> [Packet]?

    let port: Int
    private let channel: any Channel
    private let record: PacketRecord

    /// Listens on a free port of loopback.
    static func start(_ script: @escaping Script) async throws -> ScriptedServer {
        let record = PacketRecord()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        ScriptHandler(script, record))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(channel, record)
    }

    private init(_ channel: any Channel, _ record: PacketRecord) {
        self.channel = channel
        port = channel.localAddress?.port ?? 0
        self.record = record
    }

    /// Every packet that came, in order.
    var received: [Packet] { record.all }

    /// Returns when the packet has come.
    func receives(_ packet: Packet) async {
        for await received in record.replayed() where received == packet { return }
    }

    func close() async throws { try await channel.close() }
}

/// What came, on whichever loop.
private final class PacketRecord: Sendable {
    private struct State {
        var packets: [Packet] = []
        var waiters: [AsyncStream<Packet>.Continuation] = []
    }

    private let state = Mutex(State())

    var all: [Packet] { state.withLock { $0.packets } }

    func append(_ packet: Packet) {
        state.withLock { state in
            state.packets.append(packet)
            for waiter in state.waiters { waiter.yield(packet) }
        }
    }

    /// Those that came, then those that come.
    func replayed() -> AsyncStream<Packet> {
        let (stream, continuation) = AsyncStream.makeStream(of: Packet.self)
        state.withLock { state in
            for packet in state.packets { continuation.yield(packet) }
            state.waiters.append(continuation)
        }
        return stream
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let script: ScriptedServer.Script
    private let record: PacketRecord
    private var pending: [UInt8] = []

    init(_ script: @escaping ScriptedServer.Script, _ record: PacketRecord) {
        self.script = script
        self.record = record
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pending += Array(unwrapInboundIn(data).readableBytesView)
        do {
            while true {
                let bytes = pending
                guard let header = try FixedHeader.scan(bytes.span, at: 0),
                    header.frameLength <= bytes.count
                else { return }
                let packet = try Packet(
                    frame: bytes.span.extracting(0..<header.frameLength), header: header,
                    version: .v5)
                pending.removeFirst(header.frameLength)
                answer(packet, context)
            }
        } catch {
            context.close(promise: nil)
        }
    }

    private func answer(_ packet: Packet, _ context: ChannelHandlerContext) {
        record.append(packet)
        guard let answers = script(packet) else {
            context.close(promise: nil)
            return
        }
        var bytes: [UInt8] = []
        for answer in answers { answer.encode(into: &bytes, version: .v5) }
        context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
