import MQTTPackets
import NIOCore

/// Cuts what the broker sends into packets and hands them to the crowd, on the crowd's loop.
final class WireHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let crowd: Crowd
    private let wire: WireName
    private let version: ProtocolVersion
    private var pending = ByteBuffer()

    init(crowd: Crowd, wire: WireName, version: ProtocolVersion) {
        self.crowd = crowd
        self.wire = wire
        self.version = version
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        pending.writeBuffer(&bytes)
        var packets: [Packet] = []
        do {
            while let packet = try nextPacket() { packets.append(packet) }
        } catch {
            context.close(promise: nil)
        }
        pending.discardReadBytes()
        let wire = wire
        crowd.assumeIsolated { [packets] in $0.take(packets, from: wire) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        let wire = wire
        crowd.assumeIsolated { $0.lose(wire) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func nextPacket() throws(DecodeError) -> Packet? {
        let buffer = pending
        let bytes = buffer.readableBytesUInt8Span
        guard let header = try FixedHeader.scan(bytes, at: 0, version: version),
            header.frameLength <= bytes.count
        else { return nil }
        let packet = try Packet(
            frame: bytes.extracting(0..<header.frameLength), header: header, version: version)
        pending.moveReaderIndex(forwardBy: header.frameLength)
        return packet
    }
}
