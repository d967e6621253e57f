internal import CLinux

/// Level-triggered readiness of many file descriptors (epoll); used by one thread.
package final class Poller {
    /// The most events that one wait reports.
    package static let eventsMax = Int(CLINUX_EVENTS_MAX)

    private let descriptor: FileDescriptor
    private var events = [clinux_event](repeating: clinux_event(), count: Poller.eventsMax)

    /// Opens an epoll instance.
    package init() throws(SystemFault) {
        descriptor = FileDescriptor(rawValue: try SystemFault.check(clinux_epoll_create()))
    }

    deinit { descriptor.close() }

    /// Watches `target`; its events bear `token`.
    package func add(
        _ target: FileDescriptor, token: UInt64, interest: PollInterest
    ) throws(SystemFault) {
        _ = try SystemFault.check(
            clinux_epoll_add(descriptor.rawValue, target.rawValue, interest.rawValue, token))
    }

    /// Replaces what `target` is watched for, and its token.
    package func change(
        _ target: FileDescriptor, token: UInt64, interest: PollInterest
    ) throws(SystemFault) {
        _ = try SystemFault.check(
            clinux_epoll_modify(descriptor.rawValue, target.rawValue, interest.rawValue, token))
    }

    /// Watches `target` no more; closing it does the same.
    package func remove(_ target: FileDescriptor) throws(SystemFault) {
        _ = try SystemFault.check(clinux_epoll_remove(descriptor.rawValue, target.rawValue))
    }

    /// Waits until something is ready or the time is over, nil for ever.
    /// - Returns: how many events the subscript now holds; 0 also after a signal.
    package func wait(milliseconds: Int32?) throws(SystemFault) -> Int {
        let result = unsafe events.withUnsafeMutableBufferPointer { buffer in
            // Proof: the buffer holds eventsMax elements, and no more are asked for.
            unsafe clinux_epoll_wait(
                descriptor.rawValue, buffer.baseAddress, CLINUX_EVENTS_MAX, milliseconds ?? -1)
        }
        return Int(try SystemFault.check(result))
    }

    /// The events of the last wait, from 0 up to what it returned.
    package subscript(index: Int) -> PollEvent {
        PollEvent(token: events[index].token, readiness: events[index].readiness)
    }
}
