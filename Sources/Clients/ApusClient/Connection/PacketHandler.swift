internal import MQTTPackets
internal import NIOCore

/// Cuts the broker's bytes into packets and hands them to the client, on the client's loop.
final class PacketHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    private weak var client: MQTTClient?
    private let attempt: UInt64
    private let version: MQTTPackets.ProtocolVersion
    private let packetBytesMax: Int
    private var pending = ByteBuffer()
    private var hasFailed = false
    private var gate = ReadGate.open
    private var isReadHeld = false

    /// A handler of connection number `attempt`.
    init(client: MQTTClient?, attempt: UInt64, configuration: MQTTClient.Configuration) {
        self.client = client
        self.attempt = attempt
        version = configuration.version.wire
        packetBytesMax = configuration.limits.packetBytesMax
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if hasFailed { return }
        var bytes = unwrapInboundIn(data)
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            pending.writeBuffer(&bytes)
        }
        do {
            while let packet = try nextPacket() { receive(packet) }
        } catch {
            hasFailed = true
            let attempt = attempt
            client?.assumeIsolated { $0.refuse(error, attempt: attempt) }
        }
        pending.discardReadBytes()
    }

    func channelInactive(context: ChannelHandlerContext) {
        let attempt = attempt
        client?.assumeIsolated { $0.connectionEnded(attempt: attempt) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let attempt = attempt
        client?.assumeIsolated { $0.connectionFailed(error, attempt: attempt) }
        context.close(promise: nil)
    }

    /// A paused connection holds the wish to read, so that the peer's TCP window fills.
    func read(context: ChannelHandlerContext) {
        switch gate {
        case .open: context.read()
        case .paused: isReadHeld = true
        }
    }

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard let gate = event as? ReadGate else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        self.gate = gate
        if gate == .open && isReadHeld {
            isReadHeld = false
            context.read()
        }
        promise?.succeed(())
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { client?.assumeIsolated { $0.resumeWriters() } }
        context.fireChannelWritabilityChanged()
    }

    private func nextPacket() throws(DecodeError) -> Packet? {
        let buffer = pending
        let bytes = buffer.readableBytesUInt8Span
        guard let header = try FixedHeader.scan(bytes, at: 0) else { return nil }
        if header.frameLength > packetBytesMax { throw .packetTooLarge(limit: packetBytesMax) }
        if header.frameLength > bytes.count { return nil }
        let packet = try Packet(
            frame: bytes.extracting(0..<header.frameLength), header: header, version: version)
        pending.moveReaderIndex(forwardBy: header.frameLength)
        return packet
    }

    private func receive(_ packet: Packet) {
        let attempt = attempt
        client?.assumeIsolated { $0.receive(packet, attempt: attempt) }
    }
}
