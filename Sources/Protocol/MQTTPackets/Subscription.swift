/// One entry of SUBSCRIBE.
package struct Subscription: Hashable, Sendable {
    package var filter: String
    package var options: SubscriptionOptions

    /// The wish for messages whose topic matches `filter`.
    package init(_ filter: String, _ options: SubscriptionOptions = SubscriptionOptions()) {
        self.filter = filter
        self.options = options
    }
}
