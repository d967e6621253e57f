/// What a shard holds, counted piece by piece: for whoever checks that all of it stays bounded and
/// that all of it goes.
package struct ShardCensus: Hashable, Sendable {
    /// Connections, also those that are about to close.
    package var connections = 0
    package var sessions = 0
    /// Deadlines that are set; those of connections and sessions gone since count until they fire.
    package var timers = 0
    /// Subscriptions as their sessions know them, those that are shared with others aside.
    package var subscriptions = 0
    /// Shared subscriptions of the whole broker, each counted once.
    package var shareGroups = 0
    /// Subscriptions as the topic index knows them, those on behalf of other shards included.
    package var indexedSubscriptions = 0
    /// SUBACKs that wait until other shards have answered.
    package var pendingSubscriptions = 0
    /// Sessions whose queue is full, here.
    package var fullSessions = 0
    /// Whether another shard's session is known to be full.
    package var knowsFullElsewhere = false
    /// Connections with a PUBLISH that must wait.
    package var stalledConnections = 0
    /// Connections with acknowledgements that wait for the journal.
    package var holdingConnections = 0
    /// The acknowledgements that wait for it.
    package var heldAcknowledgements = 0
    /// About the bytes that wait to become durable.
    package var waitingJournalBytes = 0
    /// Bytes that wait for all sockets.
    package var outboundBytes = 0
    /// The most bytes that wait for one socket.
    package var outboundBytesMax = 0
    /// QoS 1 and 2 messages in all queues.
    package var queuedMessages = 0
    /// Those of them that left memory.
    package var pagedMessages = 0
    /// The longest queue of a session.
    package var queuedMessagesMax = 0
    /// QoS 1 and 2 messages that were sent and are not settled.
    package var unsettledMessages = 0
    /// The most unsettled messages under way to one client.
    package var inFlightMax = 0
    /// The most QoS 2 identifiers that one client has not released.
    package var unreleasedMax = 0
    /// Messages of the journal that more than one session waits for.
    package var sharedMessages = 0

    /// What an empty shard holds.
    package init() {}
}
