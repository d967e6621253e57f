import MQTTSessions
import MQTTTopics

extension Shard {
    /// Counts everything that the shard holds; it looks at each connection and session.
    package func census() -> ShardCensus {
        var census = ShardCensus()
        census.sessions = sessionsByClientID.count
        census.timers = timers.count
        census.indexedSubscriptions = topics.count
        census.shareGroups = shareGroups.count
        census.pendingSubscriptions = pendingSubscriptions.count
        census.sharedMessages = recipientCounts.count
        census.heldAcknowledgements = held.count
        census.waitingJournalBytes = log.waitingBytes + unwrittenTopics.bytes
        census.fullSessions = fullSessions.count
        census.knowsFullElsewhere = !fullElsewhere.isEmpty
        for case let connection? in connections {
            census.connections += 1
            if connection.isStalled || !connection.waiting.isEmpty {
                census.stalledConnections += 1
            }
            if connection.heldCount > 0 { census.holdingConnections += 1 }
            census.outboundBytes += connection.outbound.count
            census.outboundBytesMax = max(census.outboundBytesMax, connection.outbound.count)
        }
        for case let session? in sessions {
            census.subscriptions += session.subscriptions.count - session.sharedCount
            census.queuedMessages += session.queue.count
            census.pagedMessages += session.queue.pagedCount
            census.queuedMessagesMax = max(census.queuedMessagesMax, session.queue.count)
            census.unsettledMessages += session.window.inFlight
            census.inFlightMax = max(census.inFlightMax, session.window.inFlight)
            census.unreleasedMax = max(census.unreleasedMax, session.received.count)
        }
        return census
    }

    /// Roughly the memory of the topic index, in bytes.
    package var topicIndexBytes: Int { topics.bytes }

    /// Bytes written for the connection that its socket has not taken.
    package func outboundBytes(of slot: ConnectionSlot) -> Int {
        connection(at: slot)?.outbound.count ?? 0
    }

    /// QoS 1 and 2 messages that wait in the client's queue, beyond those in flight.
    package func queuedMessages(of clientID: String) -> Int {
        sessionsByClientID[clientID]?.queue.count ?? 0
    }
}
