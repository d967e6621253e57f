internal import CLinux

/// Wakes a poller from any thread (eventfd). Signals that nobody has drained yet count as one.
package final class WakeUp: Sendable {
    /// What the poller watches for reading.
    package let descriptor: FileDescriptor

    /// Opens an eventfd.
    package init() throws(SystemFault) {
        descriptor = FileDescriptor(rawValue: try SystemFault.check(clinux_eventfd_create()))
    }

    deinit { descriptor.close() }

    /// Makes the descriptor readable; safe from any thread.
    package func signal() {
        let result = clinux_eventfd_signal(descriptor.rawValue)
        precondition(result >= 0, "an eventfd that is open takes every signal")
    }

    /// Makes the descriptor unreadable until the next signal.
    package func drain() {
        let result = clinux_eventfd_drain(descriptor.rawValue)
        precondition(result >= 0, "an eventfd that is open can be read")
    }
}
