import MQTTPackets

/// What one client asked for and when: from that follows what it may and what it must receive.
struct Interests {
    /// One subscription from the first SUBSCRIBE to its end, in moments of the trace.
    struct Span {
        let wish: Wish
        let askedAt: Int
        /// The session outlives its connection.
        let isKept: Bool
        /// SUBACK came.
        var grantedAt: Int?
        /// UNSUBSCRIBE was sent, or the session given up.
        var endAskedAt: Int?
        /// UNSUBACK came, or the CONNACK of a new session.
        var endedAt: Int?
    }

    private(set) var spans: [Span] = []
    /// Sessions that the client gave up.
    private(set) var sessionNumber = 0
    /// When the last session that was given up had ended without a doubt; nil for not yet.
    private(set) var sessionEndedAt: Int? = -1
    private var matches: [Wish: [String: Bool]] = [:]

    func open(_ wish: Wish) -> Span? { spans.last { $0.wish == wish && $0.endedAt == nil } }

    mutating func ask(_ wish: Wish, isKept: Bool, at moment: Int) {
        if open(wish) == nil {
            spans.append(Span(wish: wish, askedAt: moment, isKept: isKept))
        }
    }

    mutating func grant(_ wish: Wish, at moment: Int) {
        change(wish) { $0.grantedAt = $0.grantedAt ?? moment }
    }

    mutating func askEnd(_ wish: Wish, at moment: Int) {
        change(wish) { $0.endAskedAt = $0.endAskedAt ?? moment }
    }

    mutating func end(_ wish: Wish, at moment: Int) { change(wish) { $0.endedAt = moment } }

    /// The client gives its session up.
    mutating func askEndOfAll(at moment: Int) {
        sessionNumber += 1
        sessionEndedAt = nil
        for place in spans.indices where spans[place].endAskedAt == nil {
            spans[place].endAskedAt = moment
        }
    }

    /// The client knows that its session is gone.
    mutating func endAll(at moment: Int) {
        sessionEndedAt = moment
        for place in spans.indices where spans[place].endedAt == nil {
            spans[place].endAskedAt = spans[place].endAskedAt ?? moment
            spans[place].endedAt = moment
        }
    }

    /// Subscriptions, not shared, by which a message that was first sent then may arrive now.
    mutating func possible(_ message: Message, sentAt: Int, at clientID: String) -> [Span] {
        spans.filter { span in
            !span.wish.isShared && (span.endedAt ?? .max) >= sentAt
                && isWanted(message, by: span.wish, at: clientID)
        }
    }

    /// Subscriptions, not shared, that have been in force without a doubt since the message was
    /// first sent.
    mutating func certain(_ message: Message, sentAt: Int, at clientID: String) -> [Span] {
        spans.filter { span in
            !span.wish.isShared && span.endAskedAt == nil && (span.grantedAt ?? .max) <= sentAt
                && isWanted(message, by: span.wish, at: clientID)
        }
    }

    /// Subscriptions, past ones too but no shared ones, whose filter matches.
    mutating func everMatching(_ topic: String) -> [Span] {
        spans.filter { !$0.wish.isShared && isMatch($0.wish, topic) }
    }

    /// Memberships of the group, past ones too.
    func memberships(_ filter: String) -> [Span] { spans.filter { $0.wish.filter == filter } }

    /// Whether a session that was there then, or came later, may have ended.
    func mayHaveEndedSession(since moment: Int) -> Bool { (sessionEndedAt ?? .max) >= moment }

    private mutating func isWanted(
        _ message: Message, by wish: Wish, at clientID: String
    ) -> Bool {
        if wish.options.noLocal, message.publisher == clientID { return false }  // [MQTT-3.8.3-3]
        return isMatch(wish, message.topic)
    }

    private mutating func isMatch(_ wish: Wish, _ topic: String) -> Bool {
        if let known = matches[wish]?[topic] { return known }
        let isMatch = wish.matches(topic)
        matches[wish, default: [:]][topic] = isMatch
        return isMatch
    }

    private mutating func change(_ wish: Wish, _ body: (inout Span) -> Void) {
        guard let place = spans.lastIndex(where: { $0.wish == wish && $0.endedAt == nil }) else {
            return
        }
        body(&spans[place])
    }
}
