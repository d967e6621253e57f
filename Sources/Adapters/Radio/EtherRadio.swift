import LoRaFrames
package import NIOCore
import NIOPosix

/// A radio in the simulated ether.
///
/// It is the only radio today, so it is a class and not yet a protocol: the SX127x driver brings
/// the protocol along as its second conformer.
package final class EtherRadio: Sendable {
    /// How the radio is tuned.
    package let settings: RadioSettings
    /// What the radio hears, for one listener; the oldest of 256 unread frames gives way.
    package let receptions: AsyncStream<Reception>
    private let channel: any Channel

    private init(
        settings: RadioSettings, receptions: AsyncStream<Reception>, channel: any Channel
    ) {
        self.settings = settings
        self.receptions = receptions
        self.channel = channel
    }

    /// Joins the ether that listens on `etherPort`, and returns when it has answered.
    package static func open(
        _ settings: RadioSettings, at position: Position, etherPort: Int,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws(RadioError) -> EtherRadio {
        let (receptions, continuation) = AsyncStream.makeStream(
            of: Reception.self, bufferingPolicy: .bufferingNewest(256))
        let loop = group.next()
        let ready = loop.makePromise(of: Result<Void, RadioError>.self)
        let channel: any Channel
        do {
            let ether = try SocketAddress(ipAddress: "127.0.0.1", port: etherPort)
            channel = try await DatagramBootstrap(group: loop).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = EtherRadioHandler(
                        settings: settings, position: position, ether: ether,
                        receptions: continuation, ready: ready)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }.connect(to: ether).get()
        } catch {
            ready.succeed(.failure(.closed))
            throw .socket(errno: (error as? IOError)?.errnoCode ?? 0)
        }
        // The promise is only ever succeeded, with a result.
        let answer = (try? await ready.futureResult.get()) ?? .failure(.closed)
        if case .failure(let error) = answer {
            try? await channel.close().get()
            throw error
        }
        return EtherRadio(settings: settings, receptions: receptions, channel: channel)
    }

    /// Sends a frame, and returns when its airtime is over.
    package func transmit(_ bytes: [UInt8]) async throws(RadioError) -> TransmitReceipt {
        guard bytes.count <= RadioHeadFrame.byteCountMax else {
            throw .frameTooLong(byteCount: bytes.count, max: RadioHeadFrame.byteCountMax)
        }
        let done = channel.eventLoop.makePromise(of: Result<TransmitReceipt, RadioError>.self)
        let written = channel.eventLoop.makePromise(of: Void.self)
        // After the channel has closed, nobody but this would answer.
        written.futureResult.whenFailure { _ in done.succeed(.failure(.closed)) }
        channel.writeAndFlush(TransmitRequest(bytes: bytes, done: done), promise: written)
        // The promise is only ever succeeded, with a result.
        let answer = (try? await done.futureResult.get()) ?? .failure(.closed)
        return try answer.get()
    }

    /// Leaves the ether; a frame on air is given up.
    package func close() async {
        // The only error is that it is closed already.
        try? await channel.close().get()
    }
}
