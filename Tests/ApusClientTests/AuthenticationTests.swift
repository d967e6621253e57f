import ApusClient
import MQTTPackets
import ScriptedServer
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

/// The client of RFC 7677, or the same with another name, and its server.
private func dialogue(user: String = "user") async throws -> AuthenticationDialogue {
    try await AuthenticationDialogue(
        SCRAMSHA256(userName: user, password: "pencil") { clientNonce })
}

private func connack(_ text: String?) -> Packet {
    .connack(ConnAck(properties: properties(text)))
}

/// Why the client itself gave the exchange up.
private func cause(_ error: MQTTClientError?) -> AuthenticationFailure? {
    guard case .authenticationFailed(_, "SCRAM-SHA-256", let failure) = error else { return nil }
    return failure
}

@Suite(.timeLimit(.minutes(1))) struct `A client that authenticates in steps` {
    @Test func `goes as RFC 7677 section 3 shows [MQTT-4.12.0-3] [MQTT-4.12.0-5]`() async throws {
        let dialogue = try await dialogue()
        async let greeting = dialogue.client.connect()
        let connect = try await dialogue.server.expectConnect()
        #expect(connect.properties.authenticationMethod == "SCRAM-SHA-256")
        #expect(
            connect.properties.authenticationData == Array("n,,n=user,r=\(clientNonce)".utf8))
        #expect(connect.userName == nil && connect.password == nil)
        try await dialogue.server.send(auth(.continueAuthentication, challenge))
        #expect(try await dialogue.server.next() == auth(.continueAuthentication, proof))
        try await dialogue.server.send(connack(signature))
        _ = try await greeting
        await dialogue.client.disconnect()
        try await dialogue.server.expectDisconnect()
    }

    @Test func `escapes commas and equals signs in the user's name`() async throws {
        let dialogue = try await dialogue(user: "a,b=c")
        async let greeting = dialogue.client.connect()
        let connect = try await dialogue.server.expectConnect()
        #expect(
            connect.properties.authenticationData
                == Array("n,,n=a=2Cb=3Dc,r=\(clientNonce)".utf8))
        try await dialogue.server.drop()
        _ = try? await greeting  // how it ends does not matter
    }

    @Test(arguments: [
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=",
        "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl94G4=", "v=", "v=*", "", "x=1",
    ])
    func `leaves a broker whose signature is wrong`(signature: String) async throws {
        let dialogue = try await dialogue()
        let error = try await dialogue.failure(
            after: auth(.continueAuthentication, challenge), connack(signature))
        #expect(cause(error) == .brokerUnproven)
        try await dialogue.expectFarewell()
    }

    @Test func `leaves a broker that accepts it without any proof`() async throws {
        for accepting in [.connack(ConnAck()), connack(signature)] {
            let dialogue = try await dialogue()
            #expect(cause(try await dialogue.failure(after: accepting)) == .brokerUnproven)
            try await dialogue.expectFarewell()
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
        let dialogue = try await dialogue()
        let error = try await dialogue.failure(after: auth(.continueAuthentication, challenge))
        #expect(cause(error) == expected)
        try await dialogue.expectFarewell()
    }

    @Test(arguments: [1, 4_095, 10_000_001])
    func `does not compute too few or too many iterations`(count: Int) async throws {
        let dialogue = try await dialogue()
        let error = try await dialogue.failure(
            after: auth(.continueAuthentication, "r=\(clientNonce)x,s=AAAA,i=\(count)"))
        #expect(cause(error) == .iterationsOutOfBounds(count, allowed: 4_096...10_000_000))
        try await dialogue.expectFarewell()
    }

    @Test(arguments: [
        auth(.continueAuthentication, challenge, method: "OTHER"),
        auth(.continueAuthentication, challenge, method: nil),
        auth(.success, signature), auth(.reauthenticate, challenge),
    ])
    func `leaves a broker that breaks the rules of AUTH [MQTT-4.12.0-2] [MQTT-4.12.0-5]`(
        packet: Packet
    ) async throws {
        let dialogue = try await dialogue()
        let error = try await dialogue.failure(after: packet)
        guard case .protocolViolation = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await dialogue.server.expectEnd()
    }

    @Test func `without a mechanism takes neither AUTH nor a method [MQTT-4.12.0-6]`() async throws
    {
        for packet in [auth(.continueAuthentication, challenge), connack(nil)] {
            let dialogue = try await AuthenticationDialogue(nil)
            let error = try await dialogue.failure(after: packet)
            guard case .protocolViolation = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            try await dialogue.server.expectEnd()
        }
    }

    @Test(arguments: [("", "x"), ("x", ""), ("\u{E9}", "x"), ("x", "p\u{E4}ss"), ("x", "a\tb")])
    func `refuses what SASLprep would have to prepare`(
        user: String, password: String
    ) async throws {
        let dialogue = try await AuthenticationDialogue(
            SCRAMSHA256(userName: user, password: password))
        let error = try await dialogue.failure()
        guard case .unusableCredential = cause(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        try await dialogue.server.expectEnd()
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
