import ApusClient
import MQTTPackets
import StockPeers
import Testing

private let clientNonce = "rOprNGfwEbeRWgbNEkqO"
private let challenge =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
private let proof =
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
private let signature = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

private func properties(
    _ text: String?, method: String? = "SCRAM-SHA-256"
) -> Properties {
    var properties = Properties()
    properties.authenticationMethod = method
    properties.authenticationData = text.map { Array($0.utf8) }
    return properties
}

private func auth(
    _ reasonCode: MQTTPackets.ReasonCode, _ text: String?, method: String? = "SCRAM-SHA-256"
) -> Packet {
    .auth(Auth(reasonCode: reasonCode, properties: properties(text, method: method)))
}

/// A broker that knows one answer for every step.
private func server(
    challenge: String = challenge,
    end: Packet = .connack(ConnAck(properties: properties(signature))),
    again: @escaping ScriptedServer.Script = { _ in nil }
) async throws -> ScriptedServer {
    try await ScriptedServer.start { packet in
        switch packet {
        case .connect: [auth(.continueAuthentication, challenge)]
        case .auth(let step) where step.properties.authenticationData == Array(proof.utf8):
            step.reasonCode == .continueAuthentication ? [end] : nil
        case .disconnect: nil
        default: again(packet)
        }
    }
}

private func client(_ server: ScriptedServer, user: String = "user") -> MQTTClient {
    var configuration = MQTTClient.Configuration(host: "127.0.0.1", port: server.port)
    configuration.reconnect = .never
    configuration.authentication = SCRAMSHA256(userName: user, password: "pencil") { clientNonce }
    return MQTTClient(configuration)
}

/// Why the client itself gave the exchange up.
private func failure(of server: ScriptedServer) async throws -> AuthenticationFailure? {
    let client = client(server)
    let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
    guard case .authenticationFailed(_, "SCRAM-SHA-256", let failure) = error else {
        Issue.record("\(String(describing: error))")
        return nil
    }
    return failure
}

@Suite(.timeLimit(.minutes(1))) struct `A client that authenticates in steps` {
    @Test func `goes as RFC 7677 section 3 shows [MQTT-4.12.0-3] [MQTT-4.12.0-5]`() async throws {
        let server = try await server()
        let client = client(server)
        try await client.connect()
        #expect(server.received.count == 2)
        guard case .connect(let connect) = server.received.first else {
            Issue.record("no CONNECT")
            return
        }
        #expect(connect.properties.authenticationMethod == "SCRAM-SHA-256")
        #expect(
            connect.properties.authenticationData == Array("n,,n=user,r=\(clientNonce)".utf8))
        #expect(connect.userName == nil && connect.password == nil)
        #expect(server.received.last == auth(.continueAuthentication, proof))
        await client.disconnect()
        try await server.close()
    }

    @Test func `escapes commas and equals signs in the user's name`() async throws {
        let server = try await server()
        let client = client(server, user: "a,b=c")
        _ = try? await client.connect()  // the proof is another one
        guard case .connect(let connect) = server.received.first else {
            Issue.record("no CONNECT")
            return
        }
        #expect(
            connect.properties.authenticationData
                == Array("n,,n=a=2Cb=3Dc,r=\(clientNonce)".utf8))
        try await server.close()
    }

    @Test(arguments: [
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=",
        "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl94G4=", "v=", "v=*", "", "x=1",
    ])
    func `leaves a broker whose signature is wrong`(signature: String) async throws {
        let server = try await server(
            end: .connack(ConnAck(properties: properties(signature))))
        #expect(try await failure(of: server) == .brokerUnproven)
        await server.receives(
            .disconnect(Disconnect(reasonCode: .implementationSpecificError)))
        try await server.close()
    }

    @Test func `leaves a broker that accepts it without any proof`() async throws {
        for accepting in [ConnAck(), ConnAck(properties: properties(signature))] {
            let server = try await ScriptedServer.start { packet in
                if case .connect = packet { [.connack(accepting)] } else { nil }
            }
            #expect(try await failure(of: server) == .brokerUnproven)
            try await server.close()
        }
    }

    @Test(arguments: [
        ("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", AuthenticationFailure.otherNonce),
        ("r=\(clientNonce),s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", .otherNonce),
        ("r=\(clientNonce)x,s=,i=4096", .malformedMessage(attribute: "s")),
        ("r=\(clientNonce)x,s=AAA,i=4096", .malformedMessage(attribute: "s")),
        ("r=\(clientNonce)x,i=4096", .malformedMessage(attribute: "s")),
        ("r=\(clientNonce)x,s=AAAA", .malformedMessage(attribute: "i")),
        ("r=\(clientNonce)x,s=AAAA,i=x", .malformedMessage(attribute: "i")),
        ("", .malformedMessage(attribute: "r")),
        ("m=1,r=\(clientNonce)x,s=AAAA,i=4096", .malformedMessage(attribute: "r")),
        ("e=other-error", .refused("other-error")),
    ])
    func `leaves a broker whose challenge is wrong`(
        challenge: String, expected: AuthenticationFailure
    ) async throws {
        let server = try await server(challenge: challenge)
        #expect(try await failure(of: server) == expected)
        try await server.close()
    }

    @Test(arguments: [1, 4_095, 10_000_001])
    func `does not compute too few or too many iterations`(count: Int) async throws {
        let server = try await server(challenge: "r=\(clientNonce)x,s=AAAA,i=\(count)")
        #expect(
            try await failure(of: server)
                == .iterationsOutOfBounds(count, allowed: 4_096...10_000_000))
        try await server.close()
    }

    @Test(arguments: [
        auth(.continueAuthentication, challenge, method: "OTHER"),
        auth(.continueAuthentication, challenge, method: nil),
        auth(.success, signature), auth(.reauthenticate, challenge),
    ])
    func `leaves a broker that breaks the rules of AUTH [MQTT-4.12.0-2] [MQTT-4.12.0-5]`(
        packet: Packet
    ) async throws {
        let server = try await ScriptedServer.start { _ in [packet] }
        let client = client(server)
        let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
        guard case .protocolViolation = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await server.close()
    }

    @Test func `without a mechanism takes neither AUTH nor a method [MQTT-4.12.0-6]`() async throws
    {
        let packets = [
            auth(.continueAuthentication, challenge),
            .connack(ConnAck(properties: properties(nil))),
        ]
        for packet in packets {
            let server = try await ScriptedServer.start { _ in [packet] }
            let client = MQTTClient(
                MQTTClient.Configuration(host: "127.0.0.1", port: server.port))
            let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
            guard case .protocolViolation = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            try await server.close()
        }
    }

    @Test(arguments: [("", "x"), ("x", ""), ("\u{E9}", "x"), ("x", "p\u{E4}ss"), ("x", "a\tb")])
    func `refuses what SASLprep would have to prepare`(
        user: String, password: String
    ) async throws {
        let server = try await server()
        var configuration = MQTTClient.Configuration(host: "127.0.0.1", port: server.port)
        configuration.authentication = SCRAMSHA256(userName: user, password: password)
        let client = MQTTClient(configuration)
        let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
        guard case .authenticationFailed(_, _, .unusableCredential) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(server.received.isEmpty)
        try await server.close()
    }

    @Test func `needs MQTT 5`() async throws {
        var configuration = MQTTClient.Configuration(host: "127.0.0.1", version: .v311)
        configuration.authentication = SCRAMSHA256(userName: "user", password: "pencil")
        let client = MQTTClient(configuration)
        let error = await #expect(throws: MQTTClientError.self) { try await client.connect() }
        guard case .invalid(field: "authentication method", _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
