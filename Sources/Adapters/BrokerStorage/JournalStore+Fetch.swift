import BrokerCore

extension JournalStore {
    /// Reads messages back. What is gone or fails its check is missing in the answer.
    /// - Parameter skipsUnreadable: whether that also holds for what the drive does not give.
    func fetch(
        _ request: FetchRequest, skipsUnreadable: Bool
    ) throws(SQLiteFault) -> FetchedMessages {
        var deliveries: [StoredDelivery] = []
        deliveries.reserveCapacity(request.numbers.count)
        for number in request.numbers {
            do throws(SQLiteFault) {
                let delivery = try delivery(of: number, to: request.session)
                if let delivery { deliveries.append(delivery) }
            } catch {
                if !skipsUnreadable { throw error }
            }
        }
        return FetchedMessages(request: request, deliveries: deliveries)
    }

    /// One session's part in a message; nil when it has none. A row that fails its check is put
    /// aside first: the answer lets the broker delete it.
    func delivery(of number: UInt64, to session: UInt64) throws(SQLiteFault) -> StoredDelivery? {
        guard let row = try row(of: number) else { return nil }
        guard row.isSound, let message = row.message(clock: clock), let bytes = row.recipients,
            let places = RecipientCursor.all(in: bytes)
        else {
            try putAside(number)
            return nil
        }
        guard let place = places.first(where: { $0.session == session }),
            let recipient = RecipientList(bytes: Array(bytes[place.bytes])).all?.first
        else { return nil }
        return StoredDelivery(
            number: number, message: message, recipient: recipient, isReleased: place.isReleased)
    }

    private func putAside(_ message: UInt64) throws(SQLiteFault) {
        do throws(SQLiteFault) {
            try inTransaction { _ throws(SQLiteFault) in
                try quarantine([Int64(bitPattern: message)], of: .msg)
            }
            tally.messageCount -= 1
            report.quarantinedCount += 1
        } catch  where error.isFull {
            // Nothing waits for a full disk that only wants to read.
        }
    }
}
