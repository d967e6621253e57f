package import BrokerCore
package import BrokerTransport
import StockPeers
import Synchronization

/// Everything a broker told of, kept in order, so that tests can wait for what they need.
package final class EventRecord: Sendable {
    private struct State {
        var events: [TransportEvent] = []
        var waiters: [AsyncStream<TransportEvent>.Continuation] = []
    }

    private let state = Mutex(State())

    /// An empty record.
    package init() {}

    /// Everything so far.
    package var all: [TransportEvent] { state.withLock { $0.events } }

    /// Takes what the broker tells, on whichever thread it does.
    package func take(_ events: [TransportEvent]) {
        state.withLock { state in
            state.events += events
            for event in events {
                for waiter in state.waiters { waiter.yield(event) }
            }
        }
    }

    /// The first event, past ones included, of which `value` makes something.
    /// - Parameter count: 2 for the second such event, and so on.
    package func first<Value>(
        _ sentence: String, count: Int = 1, _ value: (TransportEvent) -> Value?
    ) async throws -> Value {
        var missing = count
        for await event in replayed() {
            guard let value = value(event) else { continue }
            missing -= 1
            if missing == 0 { return value }
        }
        throw StockPeerError("never seen: \(sentence); what was seen: \(all)")
    }

    /// Returns when the client's SUBACK leaves.
    package func subscribed(_ clientID: String, count: Int = 1) async throws {
        try await first("SUBACK of \(clientID)", count: count) { event -> Void? in
            guard case .broker(.sendingSubAck(clientID), _) = event else { return nil }
            return ()
        }
    }

    /// Returns what was told of the client when it was accepted.
    package func connected(_ clientID: String, count: Int = 1) async throws -> ConnectedClient {
        try await first("\(clientID) connected", count: count) { event in
            guard case .broker(.connected(_, let client), _) = event, client.clientID == clientID
            else { return nil }
            return client
        }
    }

    /// Returns why the connection ended; nil stands for one that never was accepted.
    package func ended(_ clientID: String?, count: Int = 1) async throws -> EndReason {
        try await first("end of \(clientID ?? "a nameless one")", count: count) { event in
            guard case .broker(.ended(_, let name, let reason), _) = event, name == clientID
            else { return nil }
            return reason
        }
    }

    /// Returns whether the broker ended the connection for what came over it.
    package func isSentAway(_ clientID: String?) async throws -> Bool {
        try await first("end or refusal of \(clientID ?? "a nameless one")") { event in
            switch event {
            case .broker(.refused(_, let name, _), _) where name == clientID: true
            case .broker(.ended(_, let name, let reason), _) where name == clientID:
                reason != .connectionLost && reason != .disconnected
            default: nil
            }
        }
    }

    /// Returns why TLS failed.
    package func linkFailed() async throws -> LinkFault {
        try await first("a broken TLS connection") { event in
            guard case .linkFailed(_, let fault) = event else { return nil }
            return fault
        }
    }

    private func replayed() -> AsyncStream<TransportEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: TransportEvent.self)
        state.withLock { state in
            for event in state.events { continuation.yield(event) }
            state.waiters.append(continuation)
        }
        return stream
    }
}
