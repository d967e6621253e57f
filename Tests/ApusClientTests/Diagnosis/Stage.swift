import Misconfigurations
import NIOCore
import NIOPosix
import NIOSSL
import StockPeers

/// What a client meets in a setup, on a free port of loopback, as long as this lives.
final class Stage {
    let port: Int
    private let part: Part

    /// What must be kept alive.
    private enum Part {
        case broker(StockBroker)
        case program(RunningProgram)
        case listener(any Channel)
        case nobody
    }

    /// Sets the scene; a broker is stock mosquitto.
    init(_ setup: Setup) async throws {
        switch setup.scene {
        case .broker:
            let broker = try await StockBroker(settings: setup.brokerLines)
            (port, part) = (broker.port, .broker(broker))
        case .nobody: (port, part) = (try await FreePort.find(), .nobody)
        case .openssl(let arguments):
            port = try await FreePort.find()
            let program = try await Stage.server(setup, arguments, port: port)
            part = .program(program)
        case .silent: (port, part) = try await Stage.listener { nil }
        case .closing: (port, part) = try await Stage.listener { StageAnswer([]) }
        case .answering(let bytes): (port, part) = try await Stage.listener { StageAnswer(bytes) }
        case .answeringInTLS(let bytes):
            let context = try Stage.context(setup)
            (port, part) = try await Stage.listener(context) { StageAnswer(bytes) }
        }
    }

    deinit {
        if case .listener(let channel) = part { channel.close(promise: nil) }
        if case .program(let program) = part { program.signal(9) }
    }

    private static func server(
        _ setup: Setup, _ arguments: [String], port: Int
    ) async throws -> RunningProgram {
        let files = [
            "-cert", setup.broker["certfile"] ?? "", "-key", setup.broker["keyfile"] ?? "",
        ]
        let program = try await RunningProgram(
            "openssl", ["s_server", "-www", "-accept", "127.0.0.1:\(port)"] + files + arguments,
            in: setup.folder.url)
        try await program.output.contains("ACCEPT")
        return program
    }

    private static func context(_ setup: Setup) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(setup.broker["certfile"] ?? "")
        let key = try NIOSSLPrivateKey(file: setup.broker["keyfile"] ?? "", format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    }

    private static func listener(
        _ context: NIOSSLContext? = nil, _ answer: @escaping @Sendable () -> StageAnswer?
    ) async throws -> (Int, Part) {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    }
                    if let answer = answer() { try pipeline.addHandler(answer) }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return (listener.localAddress?.port ?? 0, .listener(listener))
    }
}

/// Answers the first bytes that come, and closes.
private final class StageAnswer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !bytes.isEmpty {
            context.write(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }
        context.flush()
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)  // the client refused the handshake
    }
}
