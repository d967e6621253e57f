/// Answers what became of a recipient.
struct AcknowledgementIndex {
    /// How far a recipient is with a message.
    enum Progress {
        /// It owes an acknowledgement of the message.
        case waiting
        /// PUBREL is owed.
        case released
        /// It is done.
        case settled
    }

    private let entries: [AcknowledgementLog.Entry]

    /// - Parameter entries: in any order.
    init(_ entries: consuming [AcknowledgementLog.Entry]) {
        entries.sort()
        self.entries = entries
    }

    /// How far the session is with the message.
    func progress(of session: UInt64, with message: UInt64) -> Progress {
        if entries.isEmpty { return .waiting }
        let wanted = AcknowledgementLog.Entry(message: message, session: session, isReleased: false)
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        guard low < entries.count, entries[low].message == message,
            entries[low].session == session
        else { return .waiting }
        return entries[low].isReleased ? .released : .settled
    }

    /// Every message that is mentioned, each once, in ascending order.
    var messages: [UInt64] {
        var messages: [UInt64] = []
        for entry in entries where messages.last != entry.message { messages.append(entry.message) }
        return messages
    }

    /// The list without those who are done, and with a mark at those to whom PUBREL is owed; nil
    /// when it is broken.
    func applied(to recipients: [UInt8], of message: UInt64) -> [UInt8]? {
        guard let places = RecipientCursor.all(in: recipients) else { return nil }
        var result: [UInt8] = []
        for place in places {
            let progress = progress(of: place.session, with: message)
            if progress == .settled { continue }
            let flagsAt = result.count + place.flagsAt - place.bytes.lowerBound
            result += recipients[place.bytes]
            if progress == .released { result[flagsAt] |= RecipientCursor.releasedFlag }
        }
        return result
    }
}
