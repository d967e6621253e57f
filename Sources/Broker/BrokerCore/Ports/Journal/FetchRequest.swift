/// Messages that left memory and that a session needs now. All of them are durable.
package struct FetchRequest: Sendable {
    /// Whom the answer is for.
    package let address: SessionAddress
    /// Of the session.
    package let session: UInt64
    /// Message numbers, in the order of delivery.
    package let numbers: [UInt64]

    /// What a session needs.
    package init(address: SessionAddress, session: UInt64, numbers: [UInt64]) {
        self.address = address
        self.session = session
        self.numbers = numbers
    }
}

/// The answer to a ``FetchRequest``.
package struct FetchedMessages: Sendable {
    package let request: FetchRequest
    /// In the order asked for; what could not be read, or failed its check, is missing.
    package let deliveries: [StoredDelivery]

    /// What was read for a request.
    package init(request: FetchRequest, deliveries: [StoredDelivery]) {
        self.request = request
        self.deliveries = deliveries
    }
}
