/// One subscription that a publication matched: who wants it, and how.
package struct SubscriptionHit: Hashable, Sendable {
    package let subscriber: Subscriber
    /// The subscription identifier, or 0 for none (MQTT 5 section 3.8.2.1.2).
    package let identifier: UInt32
    /// The SUBSCRIBE options byte as MQTT 5 section 3.8.3.1 lays it out.
    package let options: UInt8

    /// A subscription of `subscriber`.
    @inline(__always)
    package init(subscriber: Subscriber, options: UInt8, identifier: UInt32) {
        self.subscriber = subscriber
        self.identifier = identifier
        self.options = options
    }
}
