/// One subscription that a publication matched: who wants it, and how.
@usableFromInline package struct SubscriptionHit: Hashable, Sendable {
    /// Who wants it.
    @usableFromInline package let subscriber: Subscriber
    /// The subscription identifier, or 0 for none (MQTT 5 section 3.8.2.1.2).
    @usableFromInline package let identifier: UInt32
    /// The SUBSCRIBE options byte as MQTT 5 section 3.8.3.1 lays it out.
    @usableFromInline package let options: UInt8

    /// A subscription of `subscriber`.
    @inlinable package init(subscriber: Subscriber, options: UInt8, identifier: UInt32) {
        self.subscriber = subscriber
        self.identifier = identifier
        self.options = options
    }
}
