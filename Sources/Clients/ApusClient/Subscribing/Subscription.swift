/// The messages of one ``MQTTClient/subscribe(to:)-([TopicFilter])``, as they come.
///
/// A message of QoS 1 or 2 is acknowledged to the broker when it leaves the sequence, so nothing
/// that waits here is lost with the process. When
/// ``ClientLimits/bufferedMessagesMax`` messages wait, the client stops reading from the broker
/// until half of them are taken; it goes on reading while one of its own operations waits for the
/// broker's answer. Nothing is dropped.
///
/// The sequence ends after ``MQTTClient/unsubscribe(_:)`` and ``MQTTClient/disconnect(grace:)``, and
/// throws when the connection is lost for good. Reconnects do not end it. Each message goes to one
/// of several concurrent readers. Once the last reference is gone, messages are taken and
/// discarded; call `unsubscribe` to spare the broker the sending.
public final class Subscription: AsyncSequence, Sendable {
    public typealias Element = Message
    public typealias Failure = MQTTClientError

    /// What was asked for.
    public let filters: [TopicFilter]
    /// What the broker granted, in the order of the filters: success or "granted QoS n".
    public let granted: [ReasonCode]
    /// The client's number for it, on the wire with MQTT 5.
    let identifier: UInt32
    private let buffer: MessageBuffer

    /// A subscription that reads from `buffer`.
    init(
        filters: [TopicFilter], granted: [ReasonCode], identifier: UInt32, buffer: MessageBuffer
    ) {
        self.granted = granted
        self.filters = filters
        self.identifier = identifier
        self.buffer = buffer
    }

    deinit { buffer.abandon() }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(subscription: self) }

    /// Reads messages one by one.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let subscription: Subscription

        fileprivate init(subscription: Subscription) { self.subscription = subscription }

        /// The next message; nil after the end or when the task is cancelled.
        public mutating func next() async throws(MQTTClientError) -> Message? {
            try await subscription.buffer.next()
        }

        /// The next message; nil after the end or when the task is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(MQTTClientError) -> Message? {
            try await subscription.buffer.next()
        }
    }
}
