import MQTTSessions

/// Messages of long queues that left memory, and their way back.
extension Shard {
    /// Messages in memory at which the next ones are asked for.
    private static let fetchBelow = 32
    /// Messages asked for at once.
    private static let fetchedMax = 256
    /// Bytes of them, unless one alone has more.
    private static let fetchedBytesMax = 1 << 20

    /// Asks for the next messages of a queue whose client is there to take them. Messages of shared
    /// subscriptions, which others may have to take, are in memory always.
    func fetchNext(for session: Session) {
        if session.isFetching || !session.hasQueued || session.queue.value.pagedCount == 0 {
            return
        }
        if session.connection == nil || session.queue.value.headCount >= Self.fetchBelow { return }
        session.isFetching = true
        fetches.append(
            FetchRequest(
                address: address(of: session), session: session.number,
                numbers: session.queue.value.firstPage(
                    messagesMax: Self.fetchedMax, bytesMax: Self.fetchedBytesMax)))
    }

    /// Takes messages that were asked for; those that cannot be read any more are told as lost.
    package func takeFetched(_ fetched: FetchedMessages, now: MonotonicTime) {
        self.now = now
        let request = fetched.request
        guard let session = sessions[request.address.slot],
            session.number == request.session
        else { return }
        session.isFetching = false
        session.queue.value.pageIn(
            fetched.deliveries.map(Self.delivery), askedCount: request.numbers.count)
        let lost = request.numbers.count - fetched.deliveries.count
        if lost > 0 {
            events.append(.storedMessagesLost(clientID: session.clientID, count: lost))
            let read = Set(fetched.deliveries.map(\.number))
            for number in request.numbers where !read.contains(number) {
                settle(number, for: session)
            }
        }
        pump(session)
        fetchNext(for: session)
    }

    /// A delivery as it was before it left memory.
    static func delivery(_ stored: StoredDelivery) -> Delivery {
        let recipient = stored.recipient
        var delivery = Delivery(
            message: stored.message, qos: recipient.qos, isRetained: recipient.isRetained,
            subscriptionIdentifiers: recipient.subscriptionIdentifiers,
            sharedFilter: recipient.sharedFilter)
        delivery.number = stored.number
        delivery.ordinal = recipient.ordinal
        return delivery
    }
}
