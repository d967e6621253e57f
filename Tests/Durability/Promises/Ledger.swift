import MQTTPackets

/// All that publishers sent and were promised and all that subscribers received: it finds every
/// promise that was broken, and knows what is still to come.
struct Ledger {
    private(set) var tally = Tally()
    /// Receipts that are promised and have not come.
    private(set) var outstandingCount = 0
    /// By publisher and sequence.
    private(set) var messages: [[SentMessage]]
    private(set) var books: [SubscriberBook]

    init(publisherCount: Int, subscribers: [(scope: Scope, qos: QoS)]) {
        messages = Array(repeating: [], count: publisherCount)
        books = subscribers.map {
            SubscriberBook(scope: $0.scope, qos: $0.qos, publisherCount: publisherCount)
        }
    }

    /// A publisher sends its next message.
    mutating func send(_ publisher: Int, _ lane: Lane, _ qos: QoS, payloadBytes: Int) -> Stamp {
        tally.sent += 1
        messages[publisher].append(SentMessage(lane: lane, qos: qos, payloadBytes: payloadBytes))
        return Stamp(publisher: publisher, sequence: messages[publisher].count - 1)
    }

    /// A publisher sends a message again, since it saw no acknowledgement.
    mutating func resend(_ stamp: Stamp) {
        tally.resent += 1
        messages[stamp.publisher][stamp.sequence].publishCount &+= 1
    }

    /// A publisher saw PUBACK or PUBREC of success: the promise is made.
    mutating func acknowledge(_ stamp: Stamp) {
        let message = self[stamp]
        if message.fate == .acknowledged { return }
        messages[stamp.publisher][stamp.sequence].fate = .acknowledged
        switch message.qos {
        case .exactlyOnce: tally.acknowledgedExactlyOnce += 1
        case .atLeastOnce, .atMostOnce: tally.acknowledgedAtLeastOnce += 1
        }
        for book in books where isMissing(stamp, message.lane, in: book) { outstandingCount += 1 }
    }

    /// A publisher saw an error instead.
    mutating func refuse(_ stamp: Stamp) {
        tally.refused += 1
        messages[stamp.publisher][stamp.sequence].fate = .refused
    }

    /// A subscriber saw SUBACK: it is promised whatever is sent from now on.
    mutating func subscribe(_ subscriber: Int) {
        if books[subscriber].promisedSince == nil {
            books[subscriber].promisedSince = messages.map(\.count)
        }
    }

    /// The application of a subscriber got a message.
    mutating func receive(_ delivery: Delivery, by subscriber: Int) {
        guard let stamp = Stamp(delivery.payload), let message = known(stamp) else {
            tally.add(.wrongContent, "\(delivery.payload.prefix(16)) at subscriber \(subscriber)")
            return
        }
        let qos = min(message.qos, books[subscriber].qos)
        if delivery.topic != message.lane.topic(of: stamp.publisher) || delivery.qos != qos {
            tally.add(.wrongContent, "\(stamp) came as \(delivery.topic), \(delivery.qos)")
        }
        if delivery.isRetained { return }
        tally.received += 1
        let wasMissing =
            message.fate == .acknowledged && isMissing(stamp, message.lane, in: books[subscriber])
        let receipts = books[subscriber].receive(stamp, isDuplicate: delivery.isDuplicate)
        if receipts.count > 1 {
            judgeRepeat(stamp, message, delivery, subscriber, receipts)
            return
        }
        if wasMissing { outstandingCount -= 1 }
        let newest = books[subscriber].advance(stamp, message.lane, message.qos)
        if newest > stamp.sequence {
            tally.add(.outOfOrder, "\(stamp) after \(newest) at subscriber \(subscriber)")
        }
    }

    private mutating func judgeRepeat(
        _ stamp: Stamp, _ message: SentMessage, _ delivery: Delivery, _ subscriber: Int,
        _ receipts: SubscriberBook.Receipts
    ) {
        if delivery.qos == .exactlyOnce {
            tally.add(
                .duplicate,
                "\(stamp) \(message.lane) at subscriber \(subscriber), DUP "
                    + "\(delivery.isDuplicate), published \(message.publishCount) times")
        } else if delivery.isDuplicate || receipts.unmarkedCount <= message.publishCount {
            // The broker may take each resend of a publisher for a message of its own.
            tally.repeated += 1
        } else {
            tally.add(.unexplainedRepeat, "\(stamp) at subscriber \(subscriber)")
        }
    }

    /// A fault that a client saw by itself.
    mutating func note(_ breach: Breach, _ text: String) { tally.add(breach, text) }

    /// What a new subscriber was sent as retained messages, by topic.
    mutating func checkRetained(_ found: [String: [UInt8]]) {
        for publisher in messages.indices {
            for lane in Lane.allCases where lane.isRetained {
                guard let oldest = newestAcknowledged(publisher, lane) else { continue }
                let payload = found[lane.topic(of: publisher)]
                let stamp = payload.flatMap { Stamp($0) }
                let isRight = stamp.map { stamp in
                    stamp.publisher == publisher && stamp.sequence >= oldest
                        && known(stamp)?.lane == lane
                }
                if isRight != true {
                    let text = stamp.map { "\($0)" } ?? "nothing"
                    tally.add(.staleRetained, "publisher \(publisher), \(lane): \(text), \(oldest)")
                }
            }
        }
    }

    /// Nothing more will come: what is missing is lost.
    mutating func close() {
        for publisher in messages.indices {
            for (sequence, message) in messages[publisher].enumerated()
            where message.fate == .acknowledged {
                let stamp = Stamp(publisher: publisher, sequence: sequence)
                for (subscriber, book) in books.enumerated()
                where isMissing(stamp, message.lane, in: book) {
                    tally.add(
                        .lost,
                        "\(stamp) \(message.lane) \(message.qos) at subscriber \(subscriber)")
                }
            }
        }
    }

    /// What was sent under a stamp that a publisher got from here.
    subscript(_ stamp: Stamp) -> SentMessage { messages[stamp.publisher][stamp.sequence] }

    private func known(_ stamp: Stamp) -> SentMessage? {
        guard messages.indices.contains(stamp.publisher),
            messages[stamp.publisher].indices.contains(stamp.sequence)
        else { return nil }
        return self[stamp]
    }

    private func isMissing(_ stamp: Stamp, _ lane: Lane, in book: SubscriberBook) -> Bool {
        book.isPromised(stamp, lane) && book.receipts(of: stamp).count == 0
    }

    private func newestAcknowledged(_ publisher: Int, _ lane: Lane) -> Int? {
        messages[publisher].lastIndex { $0.lane == lane && $0.fate == .acknowledged }
    }
}
