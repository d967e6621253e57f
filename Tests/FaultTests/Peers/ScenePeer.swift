import Misconfigurations
import NIOCore
import NIOPosix
import NIOSSL
import StockPeers

/// What listens in a broker's place, and is none.
final class ScenePeer: Sendable {
    /// Where it listens.
    let port: Int
    private let listener: any Channel

    /// Starts it; answers nil for scenes that need a program.
    init?(_ setup: Setup) async throws {
        var context: NIOSSLContext?
        let answer: [UInt8]?
        switch setup.scene {
        case .silent: answer = nil
        case .closing: answer = []
        case .answering(let bytes): answer = bytes
        case .answeringInTLS(let bytes):
            answer = bytes
            let chain = try NIOSSLCertificate.fromPEMFile(setup.broker["certfile"] ?? "")
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(
                    try NIOSSLPrivateKey(file: setup.broker["keyfile"] ?? "", format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            context = try NIOSSLContext(configuration: configuration)
        case .broker, .nobody, .openssl: return nil
        }
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [context] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLServerHandler(context: context))
                    }
                    if let answer {
                        try channel.pipeline.syncOperations.addHandler(Answerer(answer))
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    deinit { listener.close(promise: nil) }
}

/// Answers the first bytes that come, and closes.
private final class Answerer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: [UInt8]

    init(_ answer: [UInt8]) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !answer.isEmpty {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
        }
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
