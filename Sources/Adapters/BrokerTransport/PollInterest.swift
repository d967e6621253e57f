internal import CLinux

/// What a file descriptor is watched for.
package struct PollInterest: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    package let rawValue: UInt32

    /// Takes the kernel's bits as they are.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Bytes to receive, a connection to accept, or the peer's end of stream.
    package static let read = PollInterest(rawValue: CLINUX_READ)

    /// Room to send.
    package static let write = PollInterest(rawValue: CLINUX_WRITE)

    /// Of several pollers that watch one listener, wake one; only when added, never changed.
    package static let exclusive = PollInterest(rawValue: CLINUX_EXCLUSIVE)
}
