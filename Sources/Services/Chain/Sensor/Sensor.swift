package import ApusClient

/// Publishes readings at a fixed interval, or the lines of standard input as they come.
package struct Sensor: Sendable {
    /// The interval when nobody asks for another.
    package static let defaultInterval: Duration = .seconds(3)

    private let topic: String
    private let source: ReadingSource
    private let interval: Duration
    private let qos: QoS
    private let observe: ChainObserver

    package init(
        topic: String, source: ReadingSource, interval: Duration = defaultInterval,
        qos: QoS = .atLeastOnce, observe: @escaping ChainObserver
    ) {
        self.topic = topic
        self.source = source
        self.interval = interval
        self.qos = qos
        self.observe = observe
    }

    /// Publishes until the source ends or the task is cancelled.
    ///
    /// A source that fails at first is an error; one that fails later is observed and tried again.
    package func run(_ client: MQTTClient) async throws {
        if source == .standardInput { return try await publishLines(client) }
        let reader = ReadingReader(source)
        let clock = ContinuousClock()
        var due = clock.now
        var isFirst = true
        while !Task.isCancelled {
            do {
                try await publish(try reader.read(), client)
            } catch let error as ReadingSourceError {
                if isFirst { throw error }
                observe(.sourceFailed(error))
            }
            isFirst = false
            // A broker that was away leaves no bunch of readings behind.
            due = max(due + interval, clock.now)
            try await clock.sleep(until: due)
        }
    }

    private func publishLines(_ client: MQTTClient) async throws {
        let input = StandardInputLines()
        for await line in input.lines {
            try await publish(line, client)
            input.takeNext()
        }
    }

    private func publish(_ bytes: [UInt8], _ client: MQTTClient) async throws {
        let reading = Reading(topic: topic, bytes: bytes)
        observe(.published(reading))
        _ = try await client.publish(Message(topic: topic, payload: bytes, qos: qos))
        observe(.acknowledged(reading))
    }
}
