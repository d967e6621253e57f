/// What few sessions have: those that outlive their connection, and those whose queue is full.
final class UncommonState {
    var expiresAt: MonotonicTime?
    var delayedWill: Session.DelayedWill?
    var number: UInt64 = 0
    var lastOrdinal: UInt64 = 0
    var doubtfulOrdinal: UInt64 = 0
    var lastOwed: UInt64 = 0
    var nextCheckAt: MonotonicTime?
    var lastSweptAt: MonotonicTime?
    var filtersToldFull: [[UInt8]] = []
}
