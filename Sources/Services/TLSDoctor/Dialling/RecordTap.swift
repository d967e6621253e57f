import NIOCore
import Synchronization

/// Looks at the first bytes that come, ahead of TLS, which would not tell.
final class RecordTap: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Enough for a status line, or for a TLS alert.
    private static let bytesMax = 512
    private let seen: FirstBytes

    /// What the tap has seen, for the channel's last handler.
    final class FirstBytes: Sendable {
        private let bytes = Mutex<[UInt8]>([])

        /// The bytes so far.
        var all: [UInt8] { bytes.withLock { $0 } }

        fileprivate func append(_ buffer: ByteBuffer) {
            bytes.withLock { bytes in
                bytes += buffer.readableBytesView.prefix(RecordTap.bytesMax - bytes.count)
            }
        }
    }

    init(_ seen: FirstBytes) { self.seen = seen }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        seen.append(unwrapInboundIn(data))
        context.fireChannelRead(data)
    }
}
