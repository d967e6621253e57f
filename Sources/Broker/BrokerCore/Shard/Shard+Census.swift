import MQTTSessions
import MQTTTopics

extension Shard {
    /// Counts everything that the shard holds; it looks at each connection and session.
    package func census() -> ShardCensus {
        var census = ShardCensus()
        census.sessions = sessionsByClientID.count
        census.timers = timers.count
        census.indexedSubscriptions = topics.value.count
        census.shareGroups = shareGroups.count
        census.pendingSubscriptions = pendingSubscriptions.count
        census.sharedMessages = recipientCounts.count
        census.heldAcknowledgements = held.count
        census.waitingJournalBytes = log.waitingBytes + unwrittenTopics.bytes
        census.fullSessions = fullQueues.here.count
        census.knowsFullElsewhere = fullQueues.hasAnyElsewhere
        for connection in connections.tenants {
            census.connections += 1
            if connection.isStalled || connection.hasWaiting {
                census.stalledConnections += 1
            }
            if connection.heldCount > 0 { census.holdingConnections += 1 }
            census.outboundBytes += connection.outbound.count
            census.outboundBytesMax = max(census.outboundBytesMax, connection.outbound.count)
        }
        for session in sessions.tenants {
            census.subscriptions += session.subscriptionCount - session.sharedCount
            census.queuedMessages += session.queue.value.count
            census.pagedMessages += session.queue.value.pagedCount
            census.queuedMessagesMax = max(census.queuedMessagesMax, session.queue.value.count)
            census.unsettledMessages += session.window.value.inFlight
            census.inFlightMax = max(census.inFlightMax, session.window.value.inFlight)
            census.unreleasedMax = max(census.unreleasedMax, session.received.value.count)
        }
        return census
    }

    /// Roughly the memory of the topic index, in bytes.
    package var topicIndexBytes: Int { topics.value.bytes }

    /// Bytes written for the connection that its socket has not taken.
    package func outboundBytes(of slot: ConnectionSlot) -> Int {
        connection(at: slot)?.outbound.count ?? 0
    }

    /// QoS 1 and 2 messages that wait in the client's queue, beyond those in flight.
    package func queuedMessages(of clientID: String) -> Int {
        sessionsByClientID[clientID]?.queue.value.count ?? 0
    }
}
