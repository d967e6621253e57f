import BrokerCore

/// What kind of world a history plays in.
struct Traits {
    /// How many bytes move at a time.
    enum Pace {
        /// Any number.
        case pieces
        /// All there are.
        case all
        /// One.
        case single
    }

    var shardCount = 1
    var journals = false
    var limits = Limits()
    var pace = Pace.pieces
    /// The most bytes that arrive at a shard at once.
    var portionMax = Int.max
    /// Batches waiting between two shards at which the sender must slow down.
    var congestedBatches = Int.max
    /// The most batches of a shard that become durable at once.
    var batchesAtOnce = Int.max
    /// Whether clients hear at once that the broker was killed, and get nothing of what was sent
    /// before.
    var isEndHeardAtOnce = false
}
