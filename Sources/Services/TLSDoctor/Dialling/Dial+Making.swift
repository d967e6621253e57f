import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension Dial {
    /// Connects, holds the conversation and tells what came of it; never longer than twice the
    /// patience.
    func make() async -> DialResult {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let ended = loop.makePromise(of: DialResult.self)
        do {
            let dial = self
            try await ClientBootstrap(group: loop)
                .connectTimeout(patience)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try dial.prepare(channel, ended) }
                }
                .connect(to: address)
                .map { _ in }.get()
            return try await ended.futureResult.get()
        } catch {
            let result = DialResult(connectError: error)
            ended.succeed(result)
            return result
        }
    }

    private func prepare(
        _ channel: any Channel, _ ended: EventLoopPromise<DialResult>
    ) throws {
        let firstBytes = RecordTap.FirstBytes()
        let chain = ShownChain()
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(RecordTap(firstBytes))
        if let security { try pipeline.addHandler(security.handler(keeping: chain)) }
        let handler = DialHandler(self, firstBytes: firstBytes, chain: chain, ended: ended)
        try pipeline.addHandler(handler)
    }
}

extension Dial.Security {
    fileprivate func handler(keeping chain: ShownChain) throws -> NIOSSLClientHandler {
        guard acceptsAnyChain else {
            return try NIOSSLClientHandler(context: context, serverHostname: serverName)
        }
        return try NIOSSLClientHandler(context: context, serverHostname: serverName) {
            certificates, verdict in
            chain.keep(certificates)
            verdict.succeed(.certificateVerified)
        }
    }
}

extension DialResult {
    fileprivate init(connectError error: any Error) {
        switch error {
        case let error as IOError where error.errnoCode == ECONNREFUSED: ending = .refused
        case let error as IOError: ending = .unreachable(reason: error.localizedWords)
        case ChannelError.connectTimeout: ending = .silent
        default: ending = .unreachable(reason: String(describing: error))
        }
    }
}

extension IOError {
    fileprivate var localizedWords: String {
        switch errnoCode {
        case EHOSTUNREACH: "no route to the host"
        case ENETUNREACH: "no route to the network"
        case EACCES, EPERM: "a rule of this machine forbids it"
        case ETIMEDOUT: "no answer"
        default: String(describing: self)
        }
    }
}
