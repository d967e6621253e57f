internal import NIOCore

/// Notes how the peer begins to speak, then leaves the pipeline.
final class FirstBytes: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private weak var client: MQTTClient?
    private let attempt: UInt64
    private let isSecured: Bool

    /// A witness of connection number `attempt`, below TLS or within it.
    init(client: MQTTClient?, attempt: UInt64, isSecured: Bool = false) {
        self.client = client
        self.attempt = attempt
        self.isSecured = isSecured
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(
            unwrapInboundIn(data).readableBytesView.prefix(ConnectionEvidence.firstBytesMax))
        let isSecured = isSecured
        let attempt = attempt
        client?.assumeIsolated { client in
            client.note(attempt: attempt) { evidence in
                if isSecured {
                    evidence.firstSecuredBytes = bytes
                } else {
                    evidence.firstBytes = bytes
                }
            }
        }
        context.fireChannelRead(data)
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
