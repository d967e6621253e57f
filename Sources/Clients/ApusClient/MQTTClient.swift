internal import DequeModule
internal import MQTTPackets
internal import NIOCore
internal import NIOPosix

/// An MQTT client: publishes, subscribes, and keeps its connection.
///
/// ```swift
/// import ApusClient
///
/// var configuration = MQTTClient.Configuration(host: "broker.example", port: 8883)
/// configuration.clientID = "greenhouse"
/// configuration.tls = TLSConfiguration(
///     trustRoots: .file("ca.crt"), certificateChainFile: "greenhouse.crt",
///     privateKeyFile: "greenhouse.key")
///
/// let client = MQTTClient(configuration)
/// try await client.connect()
///
/// let commands = try await client.subscribe(to: TopicFilter("greenhouse/vent", qos: .atLeastOnce))
/// try await client.publish("21.4", to: "greenhouse/temperature", qos: .atLeastOnce)
///
/// for try await command in commands {
///     print(command.topic, command.text)
/// }
/// await client.disconnect()
/// ```
///
/// After the first successful ``connect()`` the client returns by itself whenever the connection is
/// lost (``Configuration/reconnect``): it subscribes again if the broker forgot the session, and
/// sends what was not acknowledged again, in order. ``connectionEvents()`` tells what happens.
/// Every operation throws ``MQTTClientError``, whose description is fit for an operator.
///
/// The client is an actor that runs on the event loop of its connection: nothing in it is locked,
/// and messages are not handed between threads before a ``Subscription`` yields them.
public actor MQTTClient {
    /// How the client was made.
    public nonisolated let configuration: Configuration
    /// The loop on which the client and its channel live.
    nonisolated let eventLoop: any EventLoop

    var state: State = .idle
    var attempt: UInt64 = 0
    var channel: (any Channel)?
    var greeting: ServerGreeting?
    var opening: EventLoopPromise<Result<ServerGreeting, MQTTClientError>>?
    var failure: MQTTClientError?
    /// What was seen of the present attempt.
    var evidence = ConnectionEvidence()
    /// What the server showed when its certificate was refused last, its own certificate first.
    var shownChain: [[UInt8]] = []
    /// How often in a row the broker accepted the client and let it go at once.
    var shortLives = ShortLives()
    var reconnection: Task<Void, Never>?
    /// Whether the present connection began with Clean Start.
    var hasStartedClean = true
    /// Whether either side said the last word on this connection `[MQTT-3.14.4-1]`.
    var hasEnded = false

    var ids = PacketIDs()
    var sendWindow: SendWindow
    var receiveWindow: ReceiveWindow
    var aliases: InboundAliases
    var exchange: AuthenticationExchange?
    /// The answer to a challenge, while it is computed.
    var authenticationStep: Task<Void, Never>?
    var sentAliases = OutboundAliases(maximum: 0)
    var keepAlive: KeepAlive?
    var keepAliveTimer: Scheduled<Void>?

    var nextTicket: SendWindow.Ticket = 0
    var deliveries:
        [SendWindow.Ticket: (
            topic: String, end: EventLoopPromise<Result<ReasonCode, MQTTClientError>>
        )] =
            [:]
    var requests: [PacketID: PendingRequest] = [:]
    var writers: [CheckedContinuation<Void, Never>] = []
    var drained: [EventLoopPromise<Void>] = []

    var registrations: [UInt32: Registration] = [:]
    var nextIdentifier: UInt32 = 1
    var unclaimed: Deque<MessageBuffer.Item> = []
    var keepsUnclaimed = false
    var isReading = true
    var isFlushScheduled = false
    var clientID: String
    var unacknowledgedCount: UInt16 = 0
    var observers: [UInt64: AsyncStream<ConnectionEvent>.Continuation] = [:]
    var nextObserver: UInt64 = 0

    /// Where the client is.
    enum State {
        case idle
        case connecting
        case connected
        case reconnecting
        case closing
    }

    /// A client that is not connected yet.
    public init(_ configuration: Configuration) {
        self.configuration = configuration
        eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        clientID = configuration.clientID
        // MQTT 3.1 has no empty identifier, and allows at most 23 characters.
        if clientID.isEmpty && configuration.version == .v31 {
            clientID = "apus-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        }
        let limits = configuration.limits
        sendWindow = SendWindow(windowMax: limits.sendWindowMax)
        receiveWindow = ReceiveWindow(
            receiveMaximum: configuration.version == .v5
                ? Int(limits.receiveMaximum) + limits.receiveExcessMax : nil)
        aliases = InboundAliases(maximum: limits.topicAliasMaximum)
    }

    deinit {
        channel?.close(promise: nil)
        for delivery in deliveries.values { delivery.end.succeed(.failure(.disconnected)) }
        for request in requests.values { request.promise.succeed(.failure(.disconnected)) }
        for registration in registrations.values {
            registration.buffer.finish(.failure(.disconnected))
        }
        for observer in observers.values { observer.finish() }
    }

    /// Connects, and returns when the broker has accepted the client.
    /// - Returns: what the broker said.
    /// - Throws: why not; a first connection is not tried again by itself.
    @discardableResult
    public func connect() async throws(MQTTClientError) -> ServerGreeting {
        guard case .idle = state else { throw .alreadyConnected(server: configuration.server) }
        try Validation.check(configuration)
        state = .connecting
        do {
            return try await open(cleanStart: configuration.cleanStart)
        } catch {
            if case .connecting = state { state = .idle }
            throw error
        }
    }

    /// Publishes, and returns when the flow of that QoS is complete.
    ///
    /// QoS 1 and 2 survive reconnects. With QoS 0 the message is handed to the connection, which
    /// must exist. When ``ClientLimits/queuedMessagesMax`` messages wait, so does the caller.
    /// - Returns: the broker's reason, for example ``ReasonCode/noMatchingSubscribers``.
    @discardableResult
    public func publish(_ message: Message) async throws(MQTTClientError) -> ReasonCode {
        try await send(message).completion()
    }

    /// Publishes text, and returns when the flow of that QoS is complete.
    @discardableResult
    public func publish(
        _ text: String, to topic: String, qos: QoS = .atMostOnce, isRetained: Bool = false
    ) async throws(MQTTClientError) -> ReasonCode {
        try await publish(Message(topic: topic, text: text, qos: qos, isRetained: isRetained))
    }

    /// Publishes bytes, and returns when the flow of that QoS is complete.
    @discardableResult
    public func publish(
        _ payload: [UInt8], to topic: String, qos: QoS = .atMostOnce, isRetained: Bool = false
    ) async throws(MQTTClientError) -> ReasonCode {
        try await publish(
            Message(topic: topic, payload: payload, qos: qos, isRetained: isRetained))
    }

    /// Gives the message its place in the order and returns; the delivery can be awaited later.
    ///
    /// This is how to keep many messages on their way at a time.
    public func send(_ message: Message) async throws(MQTTClientError) -> Delivery {
        try Validation.check(message)
        try await waitForRoom(qos: message.qos)
        return try enqueue(message)
    }

    /// Subscribes, and returns when the broker has confirmed all filters.
    ///
    /// Messages that match come out of the subscription until it is ended; those that match the
    /// filters of several subscriptions come out of each.
    public func subscribe(
        to filters: [TopicFilter]
    ) async throws(MQTTClientError) -> Subscription {
        try Validation.check(filters, for: configuration.version)
        return try await request(filters)
    }

    /// Subscribes to one filter, and returns when the broker has confirmed it.
    public func subscribe(
        to filter: TopicFilter
    ) async throws(MQTTClientError) -> Subscription {
        try await subscribe(to: [filter])
    }

    /// Ends a subscription, and returns when the broker has confirmed it.
    ///
    /// Filters that another subscription of this client has as well stay.
    public func unsubscribe(_ subscription: Subscription) async throws(MQTTClientError) {
        guard let registration = registrations.removeValue(forKey: subscription.identifier) else {
            return
        }
        registration.buffer.finish(.success(()))
        // By bytes: equal strings may differ on the wire [MQTT-3.10.4-1].
        let others = Set(registrations.values.flatMap(\.filters).map { Array($0.pattern.utf8) })
        let patterns = registration.filters.map(\.pattern).filter {
            !others.contains(Array($0.utf8))
        }
        _ = try await end(patterns)
    }

    /// Ends subscriptions of a resumed session by their filters, whoever made them.
    /// - Returns: the broker's reason for each filter; always success before MQTT 5.
    @discardableResult
    public func unsubscribe(
        from patterns: [String]
    ) async throws(MQTTClientError) -> [ReasonCode] {
        try Validation.check(patterns.map { TopicFilter($0) }, for: configuration.version)
        return try await end(patterns)
    }

    /// Says good-bye to the broker and closes, after all that was sent is acknowledged.
    ///
    /// Subscriptions end. The client may connect again.
    /// - Parameter grace: how long acknowledgements are awaited.
    public func disconnect(grace: Duration = .seconds(5)) async {
        await leave(grace: grace)
    }

    /// What happens to the connection from now on; the newest 64 events are kept for the reader.
    public func connectionEvents() -> AsyncStream<ConnectionEvent> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ConnectionEvent.self, bufferingPolicy: .bufferingNewest(64))
        let number = nextObserver
        nextObserver += 1
        observers[number] = continuation
        continuation.onTermination = { [weak self] _ in
            guard let self else { return }
            eventLoop.execute { self.assumeIsolated { $0.observers[number] = nil } }
        }
        return stream
    }

    /// Whether the broker has accepted the client and the connection stands.
    public var isConnected: Bool {
        if case .connected = state { true } else { false }
    }

    /// Connects, runs `body`, and disconnects whatever happens.
    public static func withConnection<Value>(
        _ configuration: Configuration, _ body: (MQTTClient) async throws -> Value
    ) async throws -> Value {
        let client = MQTTClient(configuration)
        try await client.connect()
        do {
            let value = try await body(client)
            await client.disconnect()
            return value
        } catch {
            await client.disconnect()
            throw error
        }
    }
}
