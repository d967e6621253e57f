import MQTTTopics

/// Storage that routing reuses from publication to publication.
///
/// The shard takes it out of itself while it routes: what lies in a local needs no check at run
/// time that nobody else is at it.
struct RoutingScratch {
    var hits: [SubscriptionHit] = []
    var templates = FrameTemplates()
    /// Identifiers of overlapping subscriptions, by place among the hits; nil for none.
    private var mergedIdentifiers: [Int: [UInt32]]?

    /// Forgets the last publication.
    @inline(__always)
    mutating func begin() {
        if hits.count == 1 {
            hits.removeLast()
        } else if !hits.isEmpty {
            hits.removeAll(keepingCapacity: true)
        }
        templates.begin()
        if mergedIdentifiers != nil { mergedIdentifiers = nil }
    }

    /// Whether some hit bears identifiers of others too.
    @inline(__always)
    var hasMergedIdentifiers: Bool { mergedIdentifiers != nil }

    /// Adds an identifier to those of the hit at `place`.
    mutating func merge(_ identifier: UInt32, into place: Int) {
        let own = hits[place].identifier
        mergedIdentifiers = mergedIdentifiers ?? [:]
        mergedIdentifiers?[place, default: own == 0 ? [] : [own]].append(identifier)
    }

    /// The identifiers that the message bears for the hit at `place` `[MQTT-3.3.4-3]`.
    func identifiers(at place: Int) -> [UInt32] {
        if let merged = mergedIdentifiers?[place] { return merged }
        let own = hits[place].identifier
        return own == 0 ? [] : [own]
    }
}
