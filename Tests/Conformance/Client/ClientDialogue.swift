import ApusClient
import MQTTPackets
import ScriptedServer
import Testing

/// A client, and the server that a test speaks for.
struct ClientDialogue {
    let server: RawServer
    let client: MQTTClient

    /// A client that is not connected yet, gives up when its connection is lost, and never pings.
    init(
        _ version: ApusClient.ProtocolVersion = .v5,
        _ change: (inout MQTTClient.Configuration) -> Void = { _ in }
    ) async throws {
        server = try await RawServer()
        var configuration = MQTTClient.Configuration(
            host: "127.0.0.1", port: server.port, version: version)
        configuration.clientID = "tester"
        configuration.reconnect = .never
        configuration.keepAlive = .zero
        change(&configuration)
        client = MQTTClient(configuration)
    }

    /// A client that is connected; the server's first word was `answer`.
    static func connected(
        _ version: ApusClient.ProtocolVersion = .v5, answer: ConnAck = ConnAck(),
        _ change: (inout MQTTClient.Configuration) -> Void = { _ in }
    ) async throws -> ClientDialogue {
        let dialogue = try await ClientDialogue(version, change)
        try await dialogue.connect(answer)
        return dialogue
    }

    /// A connected client that comes back by itself, and whose session outlives the connection.
    static func returning(
        _ version: ApusClient.ProtocolVersion = .v5, answer: ConnAck = ConnAck(),
        _ change: (inout MQTTClient.Configuration) -> Void = { _ in }
    ) async throws -> ClientDialogue {
        try await connected(version, answer: answer) { configuration in
            configuration.reconnect = .exponential(
                initial: .milliseconds(1), maximum: .milliseconds(1), attemptsMax: 3)
            configuration.sessionExpiry = .after(.seconds(60))
            configuration.cleanStart = false
            change(&configuration)
        }
    }

    /// Connects the client.
    /// - Returns: its CONNECT.
    @discardableResult
    func connect(_ answer: ConnAck = ConnAck()) async throws -> Connect {
        async let greeting = client.connect()
        let connect = try await welcome(answer)
        _ = try await greeting
        return connect
    }

    /// Answers the next connection, which the client makes by itself.
    @discardableResult
    func welcome(_ answer: ConnAck) async throws -> Connect {
        try await server.accept()
        let connect = try await server.expectConnect()
        try await server.send(.connack(answer))
        return connect
    }

    /// Loses the connection and answers the next.
    @discardableResult
    func interrupt(thenAnswer answer: ConnAck) async throws -> Connect {
        try await server.drop()
        return try await welcome(answer)
    }

    /// Subscribes the client; the server grants what is asked.
    func subscribe(_ filters: ApusClient.TopicFilter...) async throws -> ApusClient.Subscription {
        async let subscription = client.subscribe(to: filters)
        let packet = try await server.expectSubscribe()
        try await server.send(
            .suback(
                SubAck(
                    packetID: packet.packetID,
                    reasonCodes: packet.subscriptions.map {
                        MQTTPackets.ReasonCode(rawValue: $0.options.qos.rawValue)
                    })))
        return try await subscription
    }

    /// Sends bytes that an MQTT 5 client must answer with DISCONNECT and the end.
    func expectViolation(
        _ reason: MQTTPackets.ReasonCode, of hexadecimal: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await server.send(hexadecimal)
        let disconnect = try await server.expectDisconnect()
        #expect(disconnect.reasonCode == reason, sourceLocation: sourceLocation)
    }

    /// Connects a client, to which the server sends bytes that end the connection for that reason.
    static func expectViolation(
        _ reason: MQTTPackets.ReasonCode, of hexadecimal: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let dialogue = try await connected()
        try await dialogue.expectViolation(reason, of: hexadecimal, sourceLocation: sourceLocation)
    }

    /// Connects a client of MQTT 3.1.1, which leaves without a word after these bytes.
    static func expectEnd(after hexadecimal: String) async throws {
        let dialogue = try await connected(.v311)
        try await dialogue.server.send(hexadecimal)
        try await dialogue.server.expectEnd()
    }

    /// Proves that the client refuses to send, and has sent nothing.
    func expectInvalid(
        sourceLocation: SourceLocation = #_sourceLocation, _ operation: () async throws -> Void
    ) async throws {
        let error = await #expect(
            throws: MQTTClientError.self, sourceLocation: sourceLocation
        ) { try await operation() }
        #expect(error?.isInvalid == true, sourceLocation: sourceLocation)
        if await client.isConnected { try await server.expectNothing() }
    }

    /// The identifier of that number, which is not zero.
    static func id(_ number: UInt16) throws -> PacketID { try #require(PacketID(number)) }

    /// An acknowledgement with that identifier.
    static func acknowledgement(
        _ number: UInt16, _ reason: MQTTPackets.ReasonCode = .success
    ) throws -> Acknowledgement {
        Acknowledgement(packetID: try id(number), reasonCode: reason)
    }
}

extension ClientDialogue {
    /// The error that says that the server lacks a feature.
    func unsupported(_ feature: String) -> MQTTClientError {
        .unsupportedByServer(server: client.configuration.server, feature: feature)
    }
}
