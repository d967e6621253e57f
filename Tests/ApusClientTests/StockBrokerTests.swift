import ApusClient
import StockPeers
import Testing

@Suite(.timeLimit(.minutes(1))) struct `With a stock mosquitto` {
    @Test(
        arguments: [ProtocolVersion.v31, .v311, .v5], [QoS.atMostOnce, .atLeastOnce, .exactlyOnce])
    func `a message comes back as it was sent`(version: ProtocolVersion, qos: QoS) async throws {
        let broker = try await StockBroker()
        let client = MQTTClient(configuration(broker, version))
        try await client.connect()
        let subscription = try await client.subscribe(to: TopicFilter("a/+", qos: qos))
        try await client.publish([0, 255, 10], to: "a/b", qos: qos)
        let message = try await first(of: subscription)
        #expect(message.topic == "a/b")
        #expect(message.payload == [0, 255, 10])
        #expect(message.qos == qos)
        #expect(!message.isRetained)
        await client.disconnect()
        #expect(try await Array(rest(of: subscription)).isEmpty)
    }

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `a retained message waits for its subscriber`(version: ProtocolVersion) async throws {
        let broker = try await StockBroker()
        let client = MQTTClient(configuration(broker, version))
        try await client.connect()
        try await client.publish("kept", to: "state", qos: .atLeastOnce, isRetained: true)
        let message = try await first(of: try await client.subscribe(to: "state"))
        #expect(message.text == "kept")
        #expect(message.isRetained)
        await client.disconnect()
    }

    @Test func `properties of MQTT 5 pass, and nobody listening is told`() async throws {
        let broker = try await StockBroker()
        let client = MQTTClient(configuration(broker, .v5))
        try await client.connect()
        let nobody = try await client.publish("x", to: "nobody", qos: .atLeastOnce)
        #expect(nobody == .noMatchingSubscribers)
        let subscription = try await client.subscribe(to: "p")
        let properties = MessageProperties(
            isText: true, contentType: "text/plain", responseTopic: "r", correlationData: [1, 2],
            userProperties: [UserProperty("a", "b")])
        try await client.publish(Message(topic: "p", text: "x", properties: properties))
        #expect(try await first(of: subscription).properties == properties)
        await client.disconnect()
    }

    @Test func `the will is published when the client is gone without a word`() async throws {
        let broker = try await StockBroker()
        let watcher = MQTTClient(configuration(broker, .v5))
        try await watcher.connect()
        let wills = try await watcher.subscribe(to: TopicFilter("will", qos: .atLeastOnce))
        var settings = configuration(broker, .v311)
        settings.clientID = "mortal"
        settings.will = Message(topic: "will", text: "gone", qos: .atLeastOnce)
        settings.reconnect = .never
        let mortal = MQTTClient(settings)
        try await mortal.connect()
        // Who takes the client identifier throws the first one out: its will is due.
        settings.will = nil
        let heir = MQTTClient(settings)
        try await heir.connect()
        #expect(try await first(of: wills).text == "gone")
        await heir.disconnect()
        await mortal.disconnect()
        await watcher.disconnect()
    }

    @Test(arguments: [ProtocolVersion.v311, .v5])
    func `a killed broker loses no QoS 1 message and keeps the session`(
        version: ProtocolVersion
    ) async throws {
        let settings = ["allow_anonymous true", "persistence true"]
        let folder = try TemporaryFolder()
        let persistence = settings + ["persistence_location \(folder.path(""))/"]
        let broker = try await StockBroker(settings: persistence)
        var configuration = configuration(broker, version)
        configuration.clientID = "survivor"
        configuration.cleanStart = false
        configuration.sessionExpiry = .never
        configuration.reconnect = .exponential(
            initial: .milliseconds(20), maximum: .milliseconds(100), attemptsMax: nil)
        let client = MQTTClient(configuration)
        let events = await client.connectionEvents()
        try await client.connect()
        let subscription = try await client.subscribe(to: TopicFilter("n", qos: .atLeastOnce))
        for number in 0..<5 { try await client.publish("\(number)", to: "n", qos: .atLeastOnce) }
        await broker.stop()
        for await event in events { if case .connectionLost = event { break } }
        var deliveries: [Delivery] = []
        for number in 5..<10 {
            deliveries.append(
                try await client.send(Message(topic: "n", text: "\(number)", qos: .atLeastOnce)))
        }
        let second = try await StockBroker(
            settings: persistence, port: broker.port, folder: broker.folder)
        for delivery in deliveries { _ = try await delivery.completion() }
        var texts: Set<String> = []
        for try await message in subscription {
            texts.insert(message.text)
            if texts.count == 10 { break }
        }
        #expect(texts == Set((0..<10).map { "\($0)" }))
        #expect(await client.isConnected)
        await client.disconnect()
        await second.stop()
    }

    @Test func `a forgotten session is subscribed again`() async throws {
        let broker = try await StockBroker()
        var configuration = configuration(broker, .v5)
        configuration.reconnect = .exponential(
            initial: .milliseconds(20), maximum: .milliseconds(100), attemptsMax: nil)
        let client = MQTTClient(configuration)
        try await client.connect()
        let subscription = try await client.subscribe(to: TopicFilter("again", qos: .atLeastOnce))
        let events = await client.connectionEvents()
        await broker.stop()
        let second = try await StockBroker(port: broker.port, folder: broker.folder)
        for await event in events { if case .connected = event { break } }
        try await client.publish("back", to: "again", qos: .atLeastOnce)
        #expect(try await first(of: subscription).text == "back")
        await client.disconnect()
        await second.stop()
    }

    @Test func `a broker that refuses says why`() async throws {
        let broker = try await StockBroker(settings: ["allow_anonymous false"])
        let client = MQTTClient(configuration(broker, .v5))
        let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
        guard case .refused(_, .notAuthorized, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a port where nobody listens is named`() async throws {
        let broker = try await StockBroker()
        await broker.stop()
        let client = MQTTClient(configuration(broker, .v5))
        let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
        #expect(error?.description.contains("127.0.0.1:\(broker.port)") ?? false)
        #expect(error?.description.contains("Connection refused") ?? false)
    }

    @Test func `a reader that does not read stops the broker, and nothing is lost`() async throws {
        let broker = try await StockBroker(
            settings: ["allow_anonymous true", "max_queued_messages 0"])
        var settings = configuration(broker, .v5)
        settings.limits.bufferedMessagesMax = 10
        settings.reconnect = .never
        let reader = MQTTClient(settings)
        try await reader.connect()
        let subscription = try await reader.subscribe(to: TopicFilter("load", qos: .atLeastOnce))
        let writer = MQTTClient(configuration(broker, .v5))
        try await writer.connect()
        for number in 0..<500 {
            try await writer.publish("\(number)", to: "load", qos: .atLeastOnce)
        }
        var numbers: [String] = []
        for try await message in subscription {
            numbers.append(message.text)
            if numbers.count == 500 { break }
        }
        #expect(numbers == (0..<500).map { "\($0)" })
        await writer.disconnect()
        await reader.disconnect()
    }
}

/// Settings for a broker of the test.
func configuration(_ broker: StockBroker, _ version: ProtocolVersion) -> MQTTClient.Configuration {
    MQTTClient.Configuration(host: "127.0.0.1", port: broker.port, version: version)
}

/// The next message, which must come.
func first(of subscription: Subscription) async throws -> Message {
    var iterator = subscription.makeAsyncIterator()
    return try #require(try await iterator.next())
}

/// All messages up to the end.
func rest(of subscription: Subscription) async throws -> [Message] {
    var messages: [Message] = []
    for try await message in subscription { messages.append(message) }
    return messages
}
