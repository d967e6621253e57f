/// What one shard tells another. Messages from one shard to another arrive in the order they were
/// posted; all correctness between shards rests on that.
package enum ShardMessage: Sendable {
    /// Publications for which the receiver announced interest or of whose members one was chosen,
    /// as ``PublicationRecord`` bytes, and the sender's batch that they belong to.
    case publications([UInt8], batch: UInt64)
    /// The sender's batch is closed: the receiver is to say what it owes for the publications.
    case batchClosed(UInt64)
    /// Of those publications, ones for members of shared subscriptions that have left: the receiver
    /// is to choose again. They belong to its batch still.
    case returned([UInt8], batch: UInt64)
    /// What the sender owes for the publications of the receiver's batch.
    case claims(batch: UInt64, [JournalOperation])
    /// The sender's batches up to this one are durable.
    case batchesDurable(upTo: UInt64)
    /// The sender has subscribers for these filters now; to be answered by `interestKnown`.
    case interest(filters: [[UInt8]], token: UInt32)
    /// The sender has no subscriber for the filter any more.
    case interestEnded(filter: [UInt8])
    /// A session of the sender is full: QoS 1 and 2 messages for these filters must wait.
    case queueFull(clientID: String, filters: [[UInt8]])
    /// The session, told of before with these filters, has room again.
    case queueHasRoom(clientID: String, filters: [[UInt8]])
    /// Everything that the receiver of this message announced before `token` is in force.
    case interestKnown(token: UInt32)
    /// A session of the sender takes part in the shared subscription, or in another way than
    /// before.
    indirect case memberJoined(filter: [UInt8], ShareMember)
    /// A session of the sender takes part in the shared subscription no more.
    case memberLeft(filter: [UInt8], SessionAddress)
    /// A session of the sender that takes part in shared subscriptions came, went, or has more or
    /// less to do.
    case memberStanding(SessionAddress, MemberStanding)
}
