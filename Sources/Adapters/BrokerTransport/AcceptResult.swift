/// What one accept came to.
package enum AcceptResult: Sendable {
    /// A connection, which the caller now owns.
    case accepted(FileDescriptor, PeerAddress)

    /// Nobody waits.
    case wouldBlock

    /// The process or the machine has no file descriptor left; the peer still waits.
    case outOfDescriptors(SystemFault)

    /// This one peer is gone already; the next may be accepted at once.
    case peerGone(SystemFault)

    /// The listener is unusable.
    case failed(SystemFault)
}
