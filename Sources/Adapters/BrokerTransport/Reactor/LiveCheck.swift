internal import BrokerCore

/// The walk over the connections of one reactor that finds out which clients may stay, in slices:
/// a certificate takes its time, and others wait.
struct LiveCheck {
    /// Judges a user; nil for one who may stay.
    typealias Judge = @Sendable (EstablishedClient) -> Lapse?

    /// What the walk is for.
    enum Reason {
        /// Somebody changed what clients are held against.
        case change
        /// A certificate has expired; only those count that are dropped then.
        case expiry
    }

    /// The place that is looked at next; nil while no walk is under way.
    var place: UInt32?
    private(set) var reason = Reason.change
    /// The judges of all changes that the walk is for.
    private(set) var judges: [Judge] = []
    /// When the first certificate expires whose client is dropped then, in seconds since 1970.
    private(set) var firstExpiry = Int64.max

    /// Whether somebody must be looked at when a time has come.
    var awaitsExpiry: Bool { firstExpiry != .max }

    /// Begins at the first connection, also when a walk was under way.
    mutating func begin(_ reason: Reason, judge: Judge? = nil) {
        place = 0
        self.reason = reason
        if let judge { judges.append(judge) }
        firstExpiry = .max  // found anew
    }

    /// The client is dropped when its certificate expires.
    mutating func awaitExpiry(of session: TLSSession) {
        firstExpiry = min(firstExpiry, session.certificateExpires ?? .max)
    }

    /// Everybody was looked at.
    mutating func finish() {
        place = nil
        judges = []
        reason = .change  // whoever arrives from another shard is judged in full
    }
}
