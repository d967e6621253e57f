import BrokerCore

extension JournalStore {
    /// Gives every shard a message of its own where recipients live on several: the broker was
    /// started with another number of shards.
    func split(
        _ restoration: Restoration, _ index: AcknowledgementIndex
    ) throws(SQLiteFault) {
        try inTransaction { statements throws(SQLiteFault) in
            for message in restoration.mixed {
                guard let row = try row(of: message), let recipients = row.recipients,
                    let rest = index.applied(to: recipients, of: message),
                    let places = RecipientCursor.all(in: rest)
                else { continue }
                var lists: [Int: [UInt8]] = [:]
                for place in places {
                    guard let home = restoration.home(of: place.session) else { continue }
                    lists[home, default: []] += rest[place.bytes]
                }
                var number = message
                for (_, list) in lists.sorted(by: { $0.key < $1.key }) {
                    try statements.replace(
                        row.replacing(number: number, recipients: list), in: .msg)
                    number = tally.highestMessage + 1
                    tally.note(message: number)
                }
            }
            if tally.reserve() { try writeNumbers() }
        }
    }
}
