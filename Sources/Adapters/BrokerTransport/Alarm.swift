internal import CLinux

/// Wakes a poller once after a time (timerfd).
///
/// A poller that waits with a timeout sets and cancels a timer of the kernel each time it sleeps;
/// this one stays set while the poller wakes for other things.
package final class Alarm {
    /// What the poller watches for reading.
    package let descriptor: FileDescriptor

    /// Opens a timer that is not set.
    package init() throws(SystemFault) {
        descriptor = FileDescriptor(rawValue: try SystemFault.check(clinux_timer_create()))
    }

    deinit { descriptor.close() }

    /// Makes the descriptor readable after that time, and unreadable until then.
    package func set(milliseconds: UInt32) {
        precondition(milliseconds > 0, "an alarm is set to a time to come")
        set(orNever: milliseconds)
    }

    /// Makes the descriptor unreadable until it is set again.
    package func clear() { set(orNever: 0) }

    private func set(orNever milliseconds: UInt32) {
        let result = clinux_timer_set(descriptor.rawValue, milliseconds)
        precondition(result >= 0, "a timer that is open can be set")
    }
}
