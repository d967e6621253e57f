/// Deadlines of one shard, to the second: a ring of one bucket per second.
///
/// Inserting costs an append. A timer is never removed: when it fires, its owner looks whether it
/// still means something, so nothing has to be found again when a client sends or leaves.
struct TimerWheel {
    /// What to look at when the time has come; many wait for long, so it is small.
    struct Timer {
        let deadline: MonotonicTime
        private let place: UInt32
        /// 0 for a place of connections.
        private let generation: UInt32

        init(_ subject: Subject, deadline: MonotonicTime) {
            self.deadline = deadline
            (place, generation) =
                switch subject {
                case .connection(let place): (place, 0)
                case .session(let slot, let generation): (slot, generation)
                }
        }

        var subject: Subject {
            generation == 0
                ? .connection(place: place) : .session(slot: place, generation: generation)
        }
    }

    /// Whose deadline it is.
    enum Subject {
        /// Whoever has that place among the connections.
        case connection(place: UInt32)
        /// The session expires, or its delayed will is due; its generation is above 0, and a timer
        /// of one that is gone finds nobody.
        case session(slot: UInt32, generation: UInt32)
    }

    private static let bucketCount = 1_024
    private var buckets: [[Timer]] = Array(repeating: [], count: bucketCount)
    /// Buckets before this second have fired.
    private var nextSecond: UInt64?
    private(set) var count = 0

    /// Fires at the first advance at or after the deadline.
    mutating func insert(_ timer: Timer, now: MonotonicTime) {
        let earliest = nextSecond ?? now.seconds
        if nextSecond == nil { nextSecond = earliest }
        // Rounded up: never early. A deadline beyond the ring comes round again.
        let second = max(earliest, timer.deadline.nanoseconds.dividedRoundingUp(by: 1_000_000_000))
        buckets[Int(second % UInt64(Self.bucketCount))].append(timer)
        count += 1
    }

    /// Moves every timer that is due to `due`.
    mutating func advance(to now: MonotonicTime, into due: inout [Timer]) {
        guard let first = nextSecond, first <= now.seconds else { return }
        nextSecond = now.seconds + 1
        let span = min(now.seconds - first, UInt64(Self.bucketCount - 1))
        for second in (now.seconds - span)...now.seconds {
            let bucket = Int(second % UInt64(Self.bucketCount))
            if buckets[bucket].isEmpty { continue }
            let timers = buckets[bucket]
            buckets[bucket] = []
            for timer in timers {
                if timer.deadline <= now {
                    due.append(timer)
                    count -= 1
                } else {
                    buckets[bucket].append(timer)
                }
            }
        }
    }
}

extension UInt64 {
    fileprivate func dividedRoundingUp(by divisor: UInt64) -> UInt64 {
        self / divisor + (self % divisor == 0 ? 0 : 1)
    }
}
