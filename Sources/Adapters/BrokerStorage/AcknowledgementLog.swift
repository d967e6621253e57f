/// What became of recipients of messages, as bytes of one row: for each the difference of the
/// message's number from the one before (zigzag), then session * 2, plus 1 when PUBREL is owed.
struct AcknowledgementLog {
    /// One recipient's news.
    struct Entry: Comparable {
        let message: UInt64
        /// Session * 2, plus 1 when released, so that entries of a recipient sort with the final
        /// one first.
        let mark: UInt64

        init(message: UInt64, session: UInt64, isReleased: Bool) {
            self.message = message
            mark = session << 1 | (isReleased ? 1 : 0)
        }

        var session: UInt64 { mark >> 1 }
        var isReleased: Bool { mark & 1 != 0 }

        static func < (left: Entry, right: Entry) -> Bool {
            (left.message, left.mark) < (right.message, right.mark)
        }
    }

    private(set) var bytes: [UInt8] = []
    private(set) var count = 0
    /// The highest number of a message in it.
    private(set) var highestMessage: UInt64 = 0
    private var previous: UInt64 = 0

    /// Of entries in any order.
    init(_ entries: [Entry] = []) {
        for entry in entries { append(entry) }
    }

    /// Adds an entry.
    mutating func append(_ entry: Entry) {
        let difference = Int64(bitPattern: entry.message &- previous)
        let zigzag = difference << 1 ^ difference >> 63
        Varint.append(UInt64(bitPattern: zigzag), to: &bytes)
        Varint.append(entry.mark, to: &bytes)
        previous = entry.message
        highestMessage = max(highestMessage, entry.message)
        count += 1
    }

    /// Forgets everything.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        count = 0
        highestMessage = 0
        previous = 0
    }

    /// The entries of a row; what is broken ends them.
    static func entries(in bytes: [UInt8]) -> [Entry] {
        var entries: [Entry] = []
        var position = 0
        var previous: UInt64 = 0
        while let zigzag = Varint.read(bytes.span, at: &position),
            let mark = Varint.read(bytes.span, at: &position)
        {
            let difference = zigzag >> 1 ^ (zigzag & 1 == 0 ? 0 : .max)
            previous = previous &+ difference
            entries.append(Entry(message: previous, session: mark >> 1, isReleased: mark & 1 != 0))
        }
        return entries
    }
}
