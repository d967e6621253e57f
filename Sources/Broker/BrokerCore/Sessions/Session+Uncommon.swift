/// What few sessions have, as if every session had it.
extension Session {
    /// A will that is due later, and when.
    typealias DelayedWill = (
        publication: Publication.Owned, delaySeconds: UInt32, dueAt: MonotonicTime
    )

    /// When an offline session ends.
    var expiresAt: MonotonicTime? {
        get { uncommon?.expiresAt }
        set { if uncommon != nil || newValue != nil { madeUncommon.expiresAt = newValue } }
    }

    /// A will that is due later, and when.
    var delayedWill: DelayedWill? {
        get { uncommon?.delayedWill }
        set { if uncommon != nil || newValue != nil { madeUncommon.delayedWill = newValue } }
    }

    /// In the journal; 0 until it holds the session.
    var number: UInt64 {
        get { uncommon?.number ?? 0 }
        set { if uncommon != nil || newValue != 0 { madeUncommon.number = newValue } }
    }

    /// The last delivery that the journal keeps.
    var lastOrdinal: UInt64 {
        get { uncommon?.lastOrdinal ?? 0 }
        set { if uncommon != nil || newValue != 0 { madeUncommon.lastOrdinal = newValue } }
    }

    /// Deliveries up to this one may have been sent before the broker started.
    var doubtfulOrdinal: UInt64 {
        get { uncommon?.doubtfulOrdinal ?? 0 }
        set { if uncommon != nil || newValue != 0 { madeUncommon.doubtfulOrdinal = newValue } }
    }

    /// The number of the message that the journal keeps for it last.
    var lastOwed: UInt64 {
        get { uncommon?.lastOwed ?? 0 }
        set { if uncommon != nil || newValue != 0 { madeUncommon.lastOwed = newValue } }
    }

    /// When the earliest timer that looks at this session fires.
    var nextCheckAt: MonotonicTime? {
        get { uncommon?.nextCheckAt }
        set { if uncommon != nil || newValue != nil { madeUncommon.nextCheckAt = newValue } }
    }

    /// When a full queue was searched for expired messages last.
    var lastSweptAt: MonotonicTime? {
        get { uncommon?.lastSweptAt }
        set { if uncommon != nil || newValue != nil { madeUncommon.lastSweptAt = newValue } }
    }

    /// The filters that other shards were told of when the queue became full.
    var filtersToldFull: [[UInt8]] {
        get { uncommon?.filtersToldFull ?? [] }
        set { if uncommon != nil || !newValue.isEmpty { madeUncommon.filtersToldFull = newValue } }
    }

    private var madeUncommon: UncommonState {
        if let uncommon { return uncommon }
        let made = UncommonState()
        uncommon = made
        return made
    }
}
