import NIOCore
import NIOPosix
import Synchronization

/// Passes connections on to a broker, and counts them.
final class CountingRelay: Sendable {
    let port: Int
    private let listener: any Channel
    private let accepted: Accepted

    /// How many connections came.
    private final class Accepted: Sendable {
        let count = Atomic(0)
    }

    /// A relay on a free port, before the broker at `target`.
    init(to target: Int) async throws {
        let accepted = Accepted()
        self.accepted = accepted
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { near in
                accepted.count.add(1, ordering: .relaxed)
                return ClientBootstrap(group: near.eventLoop)
                    .channelInitializer { far in
                        far.eventLoop.makeCompletedFuture {
                            try far.pipeline.syncOperations.addHandler(Pipe(to: near))
                            try near.pipeline.syncOperations.addHandler(Pipe(to: far))
                        }
                    }
                    .connect(host: "127.0.0.1", port: target)
                    .map { _ in }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    deinit { listener.close(promise: nil) }

    /// How many connections came.
    var count: Int { accepted.count.load(ordering: .relaxed) }
}

/// One direction of a relayed connection.
private final class Pipe: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel

    init(to other: any Channel) { self.other = other }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
