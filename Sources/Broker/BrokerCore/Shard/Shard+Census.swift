import MQTTSessions
import MQTTTopics

extension Shard {
    /// Counts everything that the shard holds; it looks at each connection and session.
    package func census() -> ShardCensus {
        var census = ShardCensus()
        census.sessions = sessionsByClientID.count
        census.indexedSubscriptions = topics.count
        census.pendingSubscriptions = pendingSubscriptions.count
        census.fullSessions = fullSessions.count
        census.knowsFullElsewhere = !fullElsewhere.isEmpty
        for case let connection? in connections {
            census.connections += 1
            if connection.isStalled { census.stalledConnections += 1 }
            if !connection.heldAcknowledgements.isEmpty { census.holdingConnections += 1 }
            census.outboundBytesMax = max(census.outboundBytesMax, connection.outbound.count)
        }
        for case let session? in sessions {
            census.subscriptions += session.subscriptions.count
            census.queuedMessagesMax = max(census.queuedMessagesMax, session.queue.count)
            census.inFlightMax = max(census.inFlightMax, session.window.inFlight)
            census.unreleasedMax = max(census.unreleasedMax, session.received.count)
        }
        return census
    }
}
