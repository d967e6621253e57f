import MQTTPackets

/// What one subscriber was promised and has received.
struct SubscriberBook {
    /// How often a message came.
    struct Receipts {
        var count: UInt8 = 0
        /// How often without DUP.
        var unmarkedCount: UInt8 = 0
    }

    let scope: Scope
    let qos: QoS
    /// By publisher the first message that was sent after SUBACK; nil before SUBACK.
    var promisedSince: [Int]?
    private var receipts: [[Receipts]]
    /// The last message that came for the first time, by publisher, lane and QoS.
    private var newest: [Int]

    init(scope: Scope, qos: QoS, publisherCount: Int) {
        self.scope = scope
        self.qos = qos
        receipts = Array(repeating: [], count: publisherCount)
        newest = Array(repeating: -1, count: publisherCount * Lane.allCases.count * 3)
    }

    /// Whether SUBACK came before the message was sent.
    func isPromised(_ stamp: Stamp, _ lane: Lane) -> Bool {
        guard scope.takes(lane), let promisedSince else { return false }
        return stamp.sequence >= promisedSince[stamp.publisher]
    }

    /// What came of a message so far.
    func receipts(of stamp: Stamp) -> Receipts {
        let list = receipts[stamp.publisher]
        return stamp.sequence < list.count ? list[stamp.sequence] : Receipts()
    }

    /// Takes note of a receipt: what has come of the message now.
    mutating func receive(_ stamp: Stamp, isDuplicate: Bool) -> Receipts {
        var now = receipts(of: stamp)
        now.count &+= 1
        if !isDuplicate { now.unmarkedCount &+= 1 }
        let missing = stamp.sequence + 1 - receipts[stamp.publisher].count
        if missing > 0 {
            receipts[stamp.publisher] += Array(repeating: Receipts(), count: missing)
        }
        receipts[stamp.publisher][stamp.sequence] = now
        return now
    }

    /// The newest of its kind before this first receipt, which is the newest from now on.
    mutating func advance(_ stamp: Stamp, _ lane: Lane, _ qos: QoS) -> Int {
        let kind = (stamp.publisher * Lane.allCases.count + Int(lane.rawValue)) * 3
        let place = kind + Int(qos.rawValue)
        let before = newest[place]
        newest[place] = max(before, stamp.sequence)
        return before
    }
}
