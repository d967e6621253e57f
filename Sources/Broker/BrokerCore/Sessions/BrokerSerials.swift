import Synchronization

/// Numbers of sessions and messages for the journal of one broker: never given twice.
package final class BrokerSerials: Sendable {
    private let lastSession: Atomic<UInt64>
    private let lastMessage: Atomic<UInt64>

    /// Begins behind everything that was ever kept.
    package init(after state: StoredState = StoredState()) {
        lastSession = Atomic(state.lastSessionNumber)
        lastMessage = Atomic(state.lastMessageNumber)
    }

    func nextSession() -> UInt64 { lastSession.add(1, ordering: .relaxed).newValue }
    func nextMessage() -> UInt64 { lastMessage.add(1, ordering: .relaxed).newValue }
}
