import LoRaFrames
package import NIOCore

/// Serves the ether's UDP socket: datagrams go into ``EtherModel``, and what it decides comes out
/// when the airtime is over. Lives on its channel's event loop, whose clock it takes.
package final class EtherHandler: ChannelInboundHandler {
    /// What radios send.
    package typealias InboundIn = AddressedEnvelope<ByteBuffer>
    /// What radios hear.
    package typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private var model: EtherModel
    private let observe: @Sendable (EtherEvent) -> Void
    private var ids: [SocketAddress: EtherModel.RadioID] = [:]
    private var addresses: [EtherModel.RadioID: SocketAddress] = [:]
    /// The sender's own number for each frame on air.
    private var senderNumbers: [UInt64: UInt32] = [:]
    private let origin: NIODeadline

    /// A handler for a channel on `eventLoop`.
    package init(
        settings: EtherSettings, eventLoop: any EventLoop,
        observe: @escaping @Sendable (EtherEvent) -> Void
    ) {
        model = EtherModel(settings: settings)
        origin = eventLoop.now
        self.observe = observe
    }

    /// A datagram of a radio.
    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        let sender = envelope.remoteAddress
        do throws(EtherDatagramError) {
            switch try EtherDatagram(decoding: envelope.data) {
            case .register(let settings, let position):
                register(settings, at: position, from: sender, context: context)
            case .leave:
                if let id = ids[sender] { forget(id) }
            case .transmit(let number, let settings, let bytes):
                transmit(number, settings, bytes, from: sender, context: context)
            case .registered, .transmitted, .refused, .delivery:
                throw .unknownKind
            }
        } catch {
            observe(.dropped(error))
        }
    }

    /// The socket failed.
    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A datagram to a radio that is gone comes back as an error: the ether lives on.
    }

    private func register(
        _ settings: RadioSettings, at position: Position, from sender: SocketAddress,
        context: ChannelHandlerContext
    ) {
        let now = now(context)
        if let id = ids[sender] {
            if model.update(id, settings, at: position, now: now) {
                return send(.registered, to: sender, context: context)
            }
            forget(id)
        }
        do throws(EtherRefusal) {
            let id = try model.register(settings, at: position, now: now)
            dropForgottenAddresses()
            ids[sender] = id
            addresses[id] = sender
            observe(.joined(radio: id, port: sender.port ?? 0))
            send(.registered, to: sender, context: context)
        } catch {
            observe(.refused(port: sender.port ?? 0, error))
            send(.refused(number: 0, error), to: sender, context: context)
        }
    }

    private func transmit(
        _ number: UInt32, _ settings: RadioSettings, _ bytes: [UInt8], from sender: SocketAddress,
        context: ChannelHandlerContext
    ) {
        let now = now(context)
        do throws(EtherRefusal) {
            guard let id = ids[sender] else { throw .notRegistered }
            let transmission = try model.transmit(bytes, tuned: settings, from: id, now: now)
            senderNumbers[transmission.number] = number
            observe(.onAir(transmission))
            let loop = context.eventLoop.assumeIsolated()
            loop.scheduleTask(deadline: origin + TimeAmount(transmission.end)) {
                self.finish(context: context)
            }
        } catch {
            observe(.refused(port: sender.port ?? 0, error))
            send(.refused(number: number, error), to: sender, context: context)
        }
    }

    private func finish(context: ChannelHandlerContext) {
        let (outcomes, ended) = model.finish(now: now(context))
        for outcome in outcomes {
            observe(.ended(outcome))
            guard case .received(let reception) = outcome.fate,
                let address = addresses[outcome.receiver]
            else { continue }
            let start = outcome.transmission.start.microseconds
            let message = EtherDatagram.delivery(
                outcome.transmission.tuning, startMicroseconds: start, reception)
            send(message, to: address, context: context)
        }
        for transmission in ended {
            guard let number = senderNumbers.removeValue(forKey: transmission.number),
                let address = addresses[transmission.sender]
            else { continue }
            let airtime = transmission.end - transmission.start
            send(
                .transmitted(
                    number: number, startMicroseconds: transmission.start.microseconds,
                    airtimeMicroseconds: UInt32(clamping: airtime.microseconds)),
                to: address, context: context)
        }
    }

    private func forget(_ id: EtherModel.RadioID) {
        model.remove(id)
        dropForgottenAddresses()
        observe(.left(radio: id))
    }

    /// The model may forget radios on its own when it is full.
    private func dropForgottenAddresses() {
        addresses = addresses.filter { model.knows($0.key) }
        ids = ids.filter { model.knows($0.value) }
    }

    private func send(
        _ message: EtherDatagram, to address: SocketAddress, context: ChannelHandlerContext
    ) {
        let envelope = AddressedEnvelope(remoteAddress: address, data: message.encoded())
        context.writeAndFlush(wrapOutboundOut(envelope), promise: nil)
    }

    private func now(_ context: ChannelHandlerContext) -> Duration {
        .nanoseconds((context.eventLoop.now - origin).nanoseconds)
    }
}
