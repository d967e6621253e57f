internal import MQTTPackets
internal import NIOCore
internal import NIOSSL
internal import NIOTLS

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

    func channelActive(context: ChannelHandlerContext) {
        let peer = context.remoteAddress
        note { $0.peer = peer }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.handshakeCompleted) = event as? TLSUserEvent {
            note { $0.isSecured = true }
            noteCertificate(context)
        }
        context.fireUserInboundEventTriggered(event)
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
        noteCertificate(context)
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

    /// Also of a handshake that failed, NIOSSL knows the first certificate that was shown.
    private func noteCertificate(_ context: ChannelHandlerContext) {
        // Without TLS, or before the server's turn, there is none.
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        guard let bytes = try? certificate?.toDERBytes() else { return }
        note { $0.certificate = bytes }
    }

    private func note(_ change: @Sendable (inout ConnectionEvidence) -> Void) {
        let attempt = attempt
        client?.assumeIsolated { $0.note(attempt: attempt, change) }
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
