internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Asks a server once more for its certificates, to be able to say why they were refused.
///
/// NIOSSL keeps the reason and all but the first certificate to itself. So one more handshake is
/// begun, without a certificate of ours, and broken off as soon as the server has shown its own:
/// the callback always answers that they are refused, and no byte of MQTT is sent.
enum ShownChain {
    /// How long the server may take.
    static let timeMax = TimeAmount.seconds(5)

    /// The certificates (DER), the server's own first; none if it does not show them again.
    static func ask(
        _ address: SocketAddress, serverName: String?, _ configuration: TLSConfiguration,
        on loop: any EventLoop
    ) async -> [[UInt8]] {
        let chain = loop.makePromise(of: [[UInt8]].self)
        let timer = loop.scheduleTask(in: timeMax) { chain.succeed([]) }
        defer { timer.cancel() }
        do {
            let channel = try await dial(address, serverName, configuration, chain, on: loop)
            let answer = await withTaskCancellationHandler {
                // The promise is only ever kept.
                try? await chain.futureResult.get()
            } onCancel: {
                chain.succeed([])
            }
            channel.close(promise: nil)
            return answer ?? []
        } catch {
            chain.succeed([])
            return []
        }
    }

    private static func dial(
        _ address: SocketAddress, _ serverName: String?, _ configuration: TLSConfiguration,
        _ chain: EventLoopPromise<[[UInt8]]>, on loop: any EventLoop
    ) async throws -> any Channel {
        var settings = NIOSSL.TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = configuration.minimumVersion.nio
        settings.maximumTLSVersion = configuration.maximumVersion?.nio
        settings.applicationProtocols = configuration.applicationProtocols
        settings.trustRoots = .certificates([])
        let context = try NIOSSLContext(configuration: settings)
        return try await ClientBootstrap(group: loop)
            .connectTimeout(timeMax)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        NIOSSLClientHandler(
                            context: context, serverHostname: serverName,
                            customVerificationCallback: { shown, verdict in
                                // A certificate that cannot be written again is left out.
                                chain.succeed(shown.compactMap { try? $0.toDERBytes() })
                                verdict.succeed(.failed)
                            }))
                    try pipeline.addHandler(ShownChainEnd(chain: chain))
                }
            }
            .connect(to: address).get()
    }
}

/// Ends the waiting when the connection ends.
private final class ShownChainEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let chain: EventLoopPromise<[[UInt8]]>

    init(chain: EventLoopPromise<[[UInt8]]>) { self.chain = chain }

    func channelInactive(context: ChannelHandlerContext) { chain.succeed([]) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        chain.succeed([])
        context.close(promise: nil)
    }
}
