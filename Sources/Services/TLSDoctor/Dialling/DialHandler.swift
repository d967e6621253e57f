import MQTTPackets
import NIOCore
import NIOSSL
import NIOTLS

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Holds one short conversation and tells what came of it.
final class DialHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let dial: Dial
    private let ended: EventLoopPromise<DialResult>
    private let firstBytes: RecordTap.FirstBytes
    private let chain: ShownChain
    private var result = DialResult()
    private var pending: [UInt8] = []
    private var hasEnded = false
    /// A greeting fits many times over.
    private static let packetBytesMax = 1 << 16

    init(
        _ dial: Dial, firstBytes: RecordTap.FirstBytes, chain: ShownChain,
        ended: EventLoopPromise<DialResult>
    ) {
        self.dial = dial
        self.firstBytes = firstBytes
        self.chain = chain
        self.ended = ended
    }

    func channelActive(context: ChannelHandlerContext) {
        result.isConnected = true
        let timer = context.eventLoop.assumeIsolated().scheduleTask(in: dial.patience) {
            self.end(context, .silent)
        }
        ended.futureResult.whenComplete { _ in timer.cancel() }
        if dial.security == nil { open(context) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            result.isSecured = true
            open(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasEnded else { return }
        pending += unwrapInboundIn(data).readableBytesView
        guard case .connect(let connect) = dial.opening else { return end(context, .none) }
        do throws(DecodeError) {
            while let packet = try nextPacket(connect.version) { receive(packet, context) }
        } catch {
            readOldRefusal()
            if result.greeting == nil { result.strangeBytes = Array(pending.prefix(512)) }
            end(context, .none)  // unless it was that, the first bytes tell what it is
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // What looks like the beginning of another packet is none: CONNACK or AUTH comes first.
        if result.greeting == nil, let first = pending.first, first >> 4 != 2, first >> 4 != 15 {
            result.strangeBytes = Array(pending.prefix(512))
        }
        end(context, .closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOSSLError.uncleanShutdown: return  // the end of the connection follows
        case let error as IOError where error.errnoCode == ECONNRESET: end(context, .reset)
        case is IOError: end(context, .closed)
        default:
            let text = String(describing: error)
            end(context, PeerAlert(errorText: text).map { .alert($0) } ?? .tls(text))
        }
    }

    private func open(_ context: ChannelHandlerContext) {
        switch dial.opening {
        case .touch, .nothing: end(context, .none)
        case .bytes(let bytes): write(bytes, context)
        case .connect(let connect): write(.connect(connect), connect.version, context)
        }
    }

    private func receive(_ packet: Packet, _ context: ChannelHandlerContext) {
        guard case .connect(let connect) = dial.opening, !hasEnded else { return }
        switch packet {
        case .connack(let greeting):
            result.greeting = greeting
            if greeting.reasonCode.isError { return end(context, .none) }
            write(.pingreq, connect.version, context)
        case .pingresp:
            result.isAlive = true
            write(.disconnect(Disconnect()), connect.version, context)
            end(context, .none)
        case .disconnect(let disconnect):
            result.farewell = disconnect.reasonCode
            end(context, .closed)
        default: break  // what a broker may send a client is no business of ours
        }
    }

    /// A broker that knows no MQTT 5 refuses it in MQTT 3.1.1's words.
    private func readOldRefusal() {
        guard pending.count >= 4, pending[0] == 0x20, pending[1] == 2,
            let code = ConnectReturnCode(rawValue: pending[3])
        else { return }
        result.greeting = ConnAck(reasonCode: ReasonCode(code))
    }

    private func nextPacket(
        _ version: MQTTPackets.ProtocolVersion
    ) throws(DecodeError) -> Packet? {
        let buffer = pending
        let bytes = buffer.span
        guard let header = try FixedHeader.scan(bytes, at: 0) else { return nil }
        if header.frameLength > Self.packetBytesMax { throw .malformed(.remainingLength) }
        if header.frameLength > bytes.count { return nil }
        let packet = try Packet(
            frame: bytes.extracting(0..<header.frameLength), header: header, version: version)
        pending.removeFirst(header.frameLength)
        return packet
    }

    private func write(
        _ packet: Packet, _ version: MQTTPackets.ProtocolVersion, _ context: ChannelHandlerContext
    ) {
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: version)
        write(bytes, context)
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func end(_ context: ChannelHandlerContext, _ ending: DialResult.Ending) {
        if hasEnded { return }
        hasEnded = true
        result.ending = ending
        result.firstBytes = firstBytes.all
        result.chain = chain.all
        ended.succeed(result)
        context.close(promise: nil)
    }
}
