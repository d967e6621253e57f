import BrokerCore

/// Puts changes of retained messages into the order of their serials, which the batches of several
/// shards need not come in: of two changes to one topic the higher serial holds.
///
/// Remembers only what an earlier serial can still follow: serials have no gaps.
struct RetainedOrder {
    /// More can hardly be under way; then the oldest are given up.
    private static let openMax = 65_536

    /// Every serial up to this one has come.
    private var complete: UInt64 = 0
    /// The topics of those that came too early.
    private var early: [UInt64: [UInt8]] = [:]
    /// The highest of those for each topic.
    private var latest: [[UInt8]: UInt64] = [:]

    /// Whether the change holds; false when a later one of the topic has come already.
    mutating func admits(_ topic: Span<UInt8>, serial: UInt64) -> Bool {
        if serial == complete + 1, early.isEmpty {  // as ever with one shard
            complete = serial
            return true
        }
        var owned: [UInt8] = []
        owned.append(topic)
        return admits(owned, serial)
    }

    private mutating func admits(_ topic: [UInt8], _ serial: UInt64) -> Bool {
        let isLatest = latest[topic].map { serial >= $0 } ?? true
        if serial > complete {
            early[serial] = topic
            if isLatest { latest[topic] = serial }
        }
        if early.count > Self.openMax { complete = (early.keys.min() ?? 1) - 1 }
        while let topic = early.removeValue(forKey: complete + 1) {
            complete += 1
            if latest[topic] == complete { latest[topic] = nil }
        }
        return isLatest
    }
}
