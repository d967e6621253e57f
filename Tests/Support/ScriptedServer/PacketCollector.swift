internal import MQTTPackets
internal import NIOCore

/// Cuts a client's bytes into packets, which it decodes in the version of the CONNECT.
final class PacketCollector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let receive: @Sendable (RawConnection.Arrival) -> Void
    private var pending: [UInt8] = []
    private var version = ProtocolVersion.v5

    init(_ receive: @escaping @Sendable (RawConnection.Arrival) -> Void) {
        self.receive = receive
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pending += Array(unwrapInboundIn(data).readableBytesView)
        do {
            while let (packet, bytes) = try nextPacket() {
                if case .connect(let connect) = packet { version = connect.version }
                receive(.packet(packet, bytes: bytes))
            }
        } catch {
            receive(.illegal(pending, error))
            pending = []
        }
    }

    func channelInactive(context: ChannelHandlerContext) { receive(.end) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func nextPacket() throws(DecodeError) -> (Packet, [UInt8])? {
        let received = pending
        guard let header = try FixedHeader.scan(received.span, at: 0),
            header.frameLength <= received.count
        else { return nil }
        let bytes = Array(received.prefix(header.frameLength))
        let packet = try Packet(frame: bytes.span, header: header, version: version)
        pending.removeFirst(header.frameLength)
        return (packet, bytes)
    }
}
