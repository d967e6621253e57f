import MQTTSessions
import MQTTTopics

/// How much of everything that can grow a shard holds just now.
package struct ShardCounts: Hashable, Sendable {
    package var connections = 0
    package var sessions = 0
    /// Deadlines that are set; those of connections and sessions gone since count until they fire.
    package var timers = 0
    /// Filters of this shard's sessions, and filters that other shards asked for.
    package var subscriptions = 0
    package var pendingSubscriptions = 0
    /// Connections with an acknowledgement that waits for the journal.
    package var holdingConnections = 0
    /// Connections that are not read from.
    package var stalledConnections = 0
    /// Sessions whose queue is full, here and as others told.
    package var fullSessions = 0
    package var queuedMessages = 0
    /// QoS 1 and 2 messages that were sent and are not settled.
    package var unsettledMessages = 0
    package var outboundBytes = 0

    /// Nothing at all.
    package init() {}
}

extension Shard {
    /// Counts everything; it costs a walk over connections and sessions.
    package var counts: ShardCounts {
        var counts = ShardCounts()
        for case let connection? in connections {
            counts.connections += 1
            counts.outboundBytes += connection.outbound.count
        }
        for case let session? in sessions {
            counts.sessions += 1
            counts.queuedMessages += session.queue.count
            counts.unsettledMessages += session.window.inFlight
        }
        counts.timers = timers.count
        counts.subscriptions = topics.count
        counts.pendingSubscriptions = pendingSubscriptions.count
        counts.holdingConnections = connectionsWithHeldAcknowledgements.count
        counts.stalledConnections = stalledConnections.count + awaitingCongestion.count
        counts.fullSessions = fullSessions.count + (fullElsewhere.isEmpty ? 0 : 1)
        return counts
    }

    /// Bytes written for the connection that its socket has not taken.
    package func outboundBytes(of slot: ConnectionSlot) -> Int {
        connection(at: slot)?.outbound.count ?? 0
    }

    /// QoS 1 and 2 messages that wait in the client's queue, beyond those in flight.
    package func queuedMessages(of clientID: String) -> Int {
        sessionsByClientID[clientID]?.queue.count ?? 0
    }
}
