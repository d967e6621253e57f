internal import CLinux

/// One file descriptor that is ready.
package struct PollEvent: Hashable, Sendable {
    /// What it was added with.
    package let token: UInt64

    private let readiness: UInt32

    init(token: UInt64, readiness: UInt32) {
        self.token = token
        self.readiness = readiness
    }

    /// Whether a receive will not block: bytes, end of stream or the error itself.
    package var isReadable: Bool {
        readiness & (CLINUX_READ | CLINUX_ERROR | CLINUX_HANG_UP) != 0
    }

    /// Whether a send will not block.
    package var isWritable: Bool { readiness & (CLINUX_WRITE | CLINUX_ERROR) != 0 }

    /// Whether the connection is over in both directions.
    ///
    /// The kernel reports it even when nothing is asked for, so a paused reader must close here.
    package var hasHungUp: Bool { readiness & (CLINUX_ERROR | CLINUX_HANG_UP) != 0 }
}
