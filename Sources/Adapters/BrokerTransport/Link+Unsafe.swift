/// One accepted connection, plain or TLS; owns its descriptor from `init` until `close`.
///
/// Unchecked, because it is bound to one reactor at a time: it moves between threads only through
/// a mailbox, and whoever posts it keeps no reference.
package final class Link: @unchecked Sendable {
    /// What the poller watches.
    package let descriptor: FileDescriptor

    private var isOpen = true

    /// Where it comes from.
    package let peer: PeerAddress

    /// The TLS session; nil on a plain connection.
    package let tls: TLSSession?

    /// Takes over an accepted descriptor; with a context, the handshake comes first.
    package init(descriptor: FileDescriptor, peer: PeerAddress, context: TLSContext?) {
        self.descriptor = descriptor
        self.peer = peer
        tls = context.map { TLSSession(context: $0, descriptor: descriptor) }
    }

    deinit { close() }

    /// Whether `handshake` must be called before bytes can be moved.
    package var isHandshaking: Bool { tls?.isHandshaking ?? false }

    /// Whether a receive has something to hand out that no poller will announce.
    package var hasPendingBytes: Bool { tls?.hasPendingBytes ?? false }

    /// Goes on with the TLS handshake; `.bytes(0)` when there is nothing left to do.
    package func handshake() -> TransferResult { tls?.handshake() ?? .bytes(0) }

    /// Receives at most what the buffer holds.
    @inline(__always)
    package func receive(into buffer: UnsafeMutableRawBufferPointer) -> TransferResult {
        // Proof: the caller's buffer is alive during the call.
        if let tls { return unsafe tls.receive(into: buffer) }
        return unsafe Socket.receive(from: descriptor, into: buffer)
    }

    /// Sends as much as the kernel takes; what is left is offered again, perhaps from elsewhere.
    @inline(__always)
    package func send(_ bytes: UnsafeRawBufferPointer) -> TransferResult {
        // Proof: the caller's bytes are alive during the call.
        if let tls { return unsafe tls.send(bytes) }
        return unsafe Socket.send(bytes, to: descriptor)
    }

    /// Says goodbye in TLS and gives the descriptor back; a second call does nothing.
    package func close() {
        if !isOpen { return }
        isOpen = false
        tls?.shutdown()
        descriptor.close()
    }
}
