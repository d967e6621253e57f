internal import CLinux
internal import Glibc

/// Stream socket calls that never raise SIGPIPE and repeat themselves after a signal.
package enum Socket {
    /// Receives at most what `buffer` holds; an empty buffer receives nothing.
    @inline(__always)
    package static func receive(
        from descriptor: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer
    ) -> TransferResult {
        // Proof: address and count come from one buffer, which is alive during the call.
        let count = unsafe clinux_receive(
            descriptor.rawValue, buffer.baseAddress, buffer.count)
        if count > 0 { return .bytes(count) }
        if count == 0 { return buffer.count == 0 ? .bytes(0) : .endOfStream }
        return failure(count, wouldBlock: .wantsRead)
    }

    /// Sends as much of `bytes` as the kernel takes.
    @inline(__always)
    package static func send(
        _ bytes: UnsafeRawBufferPointer, to descriptor: FileDescriptor
    ) -> TransferResult {
        // Proof: address and count come from one buffer, which is alive during the call.
        let count = unsafe clinux_send(descriptor.rawValue, bytes.baseAddress, bytes.count)
        if count >= 0 { return .bytes(count) }
        return failure(count, wouldBlock: .wantsWrite)
    }

    /// Ends our direction of the stream; the peer reads what was sent, then the end.
    package static func finishSending(to descriptor: FileDescriptor) {
        // Fails only on a connection that is over already.
        _ = shutdown(descriptor.rawValue, Int32(SHUT_WR))
    }

    private static func failure(_ result: Int, wouldBlock: TransferResult) -> TransferResult {
        let code = Int32(-result)
        if code == EAGAIN || code == EWOULDBLOCK { return wouldBlock }
        return .failed(.system(SystemFault(code: code)))
    }
}
