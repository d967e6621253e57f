import MQTTTopics

/// Walks that wait for their turn, one behind the other: a client may subscribe to very many
/// filters at once, so the first leaves without moving the others.
struct RetainedWalks {
    private var walks: [RetainedWalk] = []
    private var start = 0

    var isEmpty: Bool { start == walks.count }

    /// The walk whose turn it is.
    var first: RetainedWalk? { isEmpty ? nil : walks[start] }

    mutating func append(_ more: [RetainedWalk]) { walks += more }

    /// Goes on with the first walk, which leaves when it is finished.
    mutating func advance(
        in store: RetainedStore, limit: Int, into messages: inout [StoredMessage]
    ) {
        store.match(&walks[start].cursor, limit: limit, into: &messages)
        if !walks[start].cursor.isFinished { return }
        start += 1
        if isEmpty {
            walks = []
            start = 0
        } else if start >= 64, start * 2 > walks.count {
            walks.removeFirst(start)
            start = 0
        }
    }
}
