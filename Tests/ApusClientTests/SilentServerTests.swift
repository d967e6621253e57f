import ApusClient
import NIOCore
import NIOPosix
import Testing

@Suite(.timeLimit(.minutes(1))) struct `With a server that falls silent` {
    @Test func `a missing CONNACK ends in a timeout`() async throws {
        let server = try await listen(answer: [])
        var settings = try configuration(server)
        settings.connectTimeout = .milliseconds(50)
        let client = MQTTClient(settings)
        let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
        guard case .timeout(_, .connect, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await server.close()
    }

    @Test func `an unanswered ping ends the connection [MQTT-3.1.2-22]`() async throws {
        let server = try await listen(answer: [0x20, 0x02, 0x00, 0x00])
        var settings = try configuration(server)
        settings.keepAlive = .seconds(1)
        settings.pingTimeout = .milliseconds(50)
        settings.reconnect = .never
        let client = MQTTClient(settings)
        let events = await client.connectionEvents()
        try await client.connect()
        var last: ConnectionEvent?
        for await event in events {
            last = event
            if case .closed = event { break }
        }
        guard case .closed(.timeout(_, .ping, _)) = last else {
            Issue.record("\(String(describing: last))")
            return
        }
        try await server.close()
    }

    @Test func `bytes that are no MQTT are a protocol violation`() async throws {
        let server = try await listen(answer: Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
        let client = MQTTClient(try configuration(server))
        let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
        guard case .protocolViolation = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await server.close()
    }

    @Test func `cancelling a publish frees its caller`() async throws {
        let server = try await listen(answer: [0x20, 0x02, 0x00, 0x00])
        let client = MQTTClient(try configuration(server))
        try await client.connect()
        let publishing = Task {
            try await client.publish("x", to: "t", qos: .atLeastOnce)
        }
        publishing.cancel()
        await #expect(throws: MQTTClientError.cancelled) { try await publishing.value }
        await client.disconnect(grace: .zero)
        try await server.close()
    }

    @Test func `whoever waits for a client that is gone learns it`() async throws {
        let server = try await listen(answer: [0x20, 0x02, 0x00, 0x00])
        var client: MQTTClient? = MQTTClient(try configuration(server))
        try await client?.connect()
        let delivery = try await client?.send(Message(topic: "t", qos: .atLeastOnce))
        client = nil
        await #expect(throws: MQTTClientError.disconnected) { try await delivery?.completion() }
        try await server.close()
    }

    /// A server that answers the first bytes of each connection, and nothing after.
    private func listen(answer: [UInt8]) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FirstAnswer(answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    private func configuration(_ server: any Channel) throws -> MQTTClient.Configuration {
        let port = try #require(server.localAddress?.port)
        return MQTTClient.Configuration(host: "127.0.0.1", port: port, version: .v311)
    }
}

/// Answers once.
private final class FirstAnswer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private var answer: [UInt8]?

    init(_ answer: [UInt8]) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let bytes = answer else { return }
        answer = nil
        context.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
