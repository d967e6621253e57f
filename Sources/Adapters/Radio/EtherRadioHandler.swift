import LoRaFrames
import NIOCore

/// A simulated radio's end of the UDP conversation; lives on its channel's event loop.
final class EtherRadioHandler: ChannelDuplexHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundIn = TransmitRequest
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private static let registrationRetry: TimeAmount = .milliseconds(250)
    private static let registrationTriesMax = 12
    private static let signOfLife: TimeAmount = .seconds(10)
    /// What an answer may take beyond the frame's airtime.
    private static let answerGrace: TimeAmount = .seconds(3)

    private let settings: RadioSettings
    private let position: Position
    private let ether: SocketAddress
    private let receptions: AsyncStream<Reception>.Continuation
    private let ready: EventLoopPromise<Result<Void, RadioError>>
    private var isReady = false
    private var registrationTries = 0
    private var onAir: (number: UInt32, request: TransmitRequest, timeout: Scheduled<Void>)?
    private var lastNumber: UInt32 = 0

    init(
        settings: RadioSettings, position: Position, ether: SocketAddress,
        receptions: AsyncStream<Reception>.Continuation,
        ready: EventLoopPromise<Result<Void, RadioError>>
    ) {
        self.settings = settings
        self.position = position
        self.ether = ether
        self.receptions = receptions
        self.ready = ready
    }

    func channelActive(context: ChannelHandlerContext) {
        register(context: context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer(.failure(.closed))
        becomeReady(.failure(.closed))
        receptions.finish()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // A datagram that is none of ours is dropped: anybody on this machine may send one.
        guard let message = try? EtherDatagram(decoding: unwrapInboundIn(data).data) else { return }
        switch message {
        case .registered:
            becomeReady(.success(()))
        case .delivery(_, _, let reception):
            receptions.yield(reception)
        case .transmitted(let number, _, let airtime) where number == onAir?.number:
            answer(.success(TransmitReceipt(airtime: .microseconds(airtime))))
        case .refused(let number, let refusal) where number == onAir?.number:
            answer(.failure(.refused(refusal)))
            if refusal == .notRegistered { send(.register(settings, position), context: context) }
        case .refused(number: 0, let refusal):
            becomeReady(.failure(.refused(refusal)))
        case .register, .leave, .transmit, .transmitted, .refused:
            break
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let request = unwrapOutboundIn(data)
        guard onAir == nil else {
            promise?.succeed()
            return request.done.succeed(.failure(.busy))
        }
        lastNumber = lastNumber == .max ? 1 : lastNumber + 1
        let number = lastNumber
        let airtime = settings.modulation.airtime(byteCount: request.bytes.count)
        let loop = context.eventLoop.assumeIsolated()
        let timeout = loop.scheduleTask(in: TimeAmount(airtime) + Self.answerGrace) {
            guard self.onAir?.number == number else { return }
            self.answer(.failure(.etherSilent(port: self.ether.port ?? 0)))
        }
        onAir = (number, request, timeout)
        let message = EtherDatagram.transmit(number: number, settings, bytes: request.bytes)
        send(message, context: context, promise: promise)
    }

    func close(
        context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
    ) {
        send(.leave, context: context)
        context.close(mode: mode, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // ECONNREFUSED while the ether is down: the tries and timeouts say so to who waits.
    }

    /// Says who we are: quickly until the ether answers, then as a sign of life, which also brings
    /// us back into an ether that was started again.
    private func register(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        if !isReady {
            registrationTries += 1
            if registrationTries > Self.registrationTriesMax {
                becomeReady(.failure(.etherSilent(port: ether.port ?? 0)))
            }
        }
        send(.register(settings, position), context: context)
        let pause = isReady ? Self.signOfLife : Self.registrationRetry
        context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
            self.register(context: context)
        }
    }

    private func becomeReady(_ result: Result<Void, RadioError>) {
        guard !isReady else { return }
        isReady = true
        ready.succeed(result)
    }

    private func answer(_ result: Result<TransmitReceipt, RadioError>) {
        guard let waiting = onAir else { return }
        onAir = nil
        waiting.timeout.cancel()
        waiting.request.done.succeed(result)
    }

    private func send(
        _ message: EtherDatagram, context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>? = nil
    ) {
        let envelope = AddressedEnvelope(remoteAddress: ether, data: message.encoded())
        context.writeAndFlush(wrapOutboundOut(envelope), promise: promise)
    }
}
