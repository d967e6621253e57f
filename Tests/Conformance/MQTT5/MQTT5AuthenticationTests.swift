import ApusClient
import BrokerAccess
import BrokerCore
import Foundation
import MQTTPackets
import MQTTProbe
import StockPeers
import Testing

/// MQTT 5, sections 3.15 and 4.12: enhanced authentication, as the broker obeys it.
@Suite struct MQTT5AuthenticationTests {
    private static let method = "SCRAM-SHA-256"
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let path = folder.path("scram")
        let credential = try #require(SCRAMCredential(password: "right", iterations: 4_096))
        let bytes = try SCRAMFile.replacing("ann", with: credential, in: [], file: path)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.12.0-1] a method that is not known is refused with 0x8C`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await broker(driver).open()
        await probe.send(
            .connect(
                Connect(version: .v5, clientID: "a", properties: [.authenticationMethod("none")])))
        try await probe.expectRefusal(.badAuthenticationMethod)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.12.0-2] [MQTT-4.12.0-5] [MQTT-3.15.2-1] AUTH 0x18 asks, CONNACK concludes`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await broker(driver).open()
        var conversation = try conversation()
        await probe.send(connect(conversation))
        let challenge = try await expectAuth(.continueAuthentication, on: probe)
        let answer = try await conversation.respond(to: challenge)
        await probe.send(auth(.continueAuthentication, answer))
        guard case .connack(let connAck) = try await probe.next() else {
            throw ProbeFailure("no CONNACK")
        }
        #expect(connAck.reasonCode == .success)
        #expect(connAck.properties.authenticationMethod == Self.method)
        try conversation.conclude(with: connAck.properties.authenticationData)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.12.0-4] [MQTT-4.13.2-1] who proves nothing is refused and sent away`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await broker(driver).open()
        var conversation = try conversation(password: "wrong")
        await probe.send(connect(conversation))
        let challenge = try await expectAuth(.continueAuthentication, on: probe)
        await probe.send(
            auth(.continueAuthentication, try await conversation.respond(to: challenge)))
        try await probe.expectRefusal(.notAuthorized)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.12.0-5] an AUTH with another method or none ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try broker(driver)
        for method in ["SCRAM-SHA-1", nil] {
            let probe = try await broker.open()
            let conversation = try conversation()
            await probe.send(connect(conversation))
            _ = try await expectAuth(.continueAuthentication, on: probe)
            await probe.send(auth(.continueAuthentication, [1], method: method))
            try await probe.expectEnd()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.2-30] during the exchange only AUTH and DISCONNECT may come`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try broker(driver)
        for packet in ["C0 00", "30 05 00 01 't' 00 'x'", "82 07 00 01 00 00 01 't' 00"] {
            let probe = try await broker.open()
            await probe.send(connect(try conversation()))
            _ = try await expectAuth(.continueAuthentication, on: probe)
            try await probe.send(packet)
            try await probe.expectEnd()
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.12.0-6] without a method in CONNECT the broker sends neither AUTH nor method`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        #expect(probe.connAck?.properties.authenticationMethod == nil)
        #expect(probe.connAck?.properties.authenticationData == nil)
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.12.0-7] an AUTH from a client without a method ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for packet in [auth(.reauthenticate, [1]), auth(.continueAuthentication, nil, method: nil)]
        {
            let probe = try await broker.join("a")
            await probe.send(packet)
            try await probe.expectDisconnect(.protocolError)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.12.1-1] a client may authenticate again, and other packets go on`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await joined(try broker(driver))
        var conversation = try conversation()
        await probe.send(auth(.reauthenticate, conversation.initialData))
        let challenge = try await expectAuth(.continueAuthentication, on: probe)
        try await probe.expectNothing()
        try await probe.deliver("t", "x", .exactlyOnce)
        let answer = try await conversation.respond(to: challenge)
        await probe.send(auth(.continueAuthentication, answer))
        try conversation.conclude(with: try await expectAuth(.success, on: probe))
        try await probe.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-4.12.1-2] a second authentication that fails ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await joined(try broker(driver))
        var conversation = try conversation(password: "wrong")
        await probe.send(auth(.reauthenticate, conversation.initialData))
        let challenge = try await expectAuth(.continueAuthentication, on: probe)
        await probe.send(
            auth(.continueAuthentication, try await conversation.respond(to: challenge)))
        try await probe.expectDisconnect(.notAuthorized)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.15.2-1] an AUTH bears a reason code of its own`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try broker(driver)
        for code in ["01", "80", "87"] {
            let probe = try await joined(broker)
            try await probe.send("F0 02 \(code) 00")
            try await probe.expectDisconnect(.protocolError)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.15.2-2] [MQTT-3.15.2-3] the broker's AUTH bears no explanation`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await broker(driver).open()
        let conversation = try conversation()
        await probe.send(
            connect(conversation, [.requestProblemInformation(true), .maximumPacketSize(160)]))
        let packet = try await probe.next()
        guard case .auth(let step) = packet else { throw ProbeFailure("\(packet)") }
        #expect(step.properties.reasonString == nil && step.properties.userProperties.isEmpty)
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: .v5)
        #expect(bytes.count <= 160)
    }

    // MARK: Parts of the exchange

    private func broker(_ driver: ProbeDriver) throws -> ProbedBroker {
        try ProbedBroker(driver) {
            $0.listeners[0].isAnonymousAllowed = false
            $0.listeners[0].scramFile = folder.path("scram")
        }
    }

    private func conversation(
        password: String = "right"
    ) throws -> any AuthenticationConversation {
        try ApusClient.SCRAMSHA256(userName: "ann", password: password).begin()
    }

    private func connect(
        _ conversation: any AuthenticationConversation, _ more: Properties = []
    ) -> Packet {
        var properties = more
        properties.authenticationMethod = Self.method
        properties.authenticationData = conversation.initialData
        return .connect(Connect(version: .v5, clientID: "a", properties: properties))
    }

    private func auth(
        _ reasonCode: MQTTPackets.ReasonCode, _ data: [UInt8]?, method: String? = Self.method
    ) -> Packet {
        var properties = Properties()
        properties.authenticationMethod = method
        properties.authenticationData = data
        return .auth(Auth(reasonCode: reasonCode, properties: properties))
    }

    /// The data of the AUTH that must come next.
    private func expectAuth(
        _ reasonCode: MQTTPackets.ReasonCode, on probe: Probe
    ) async throws -> [UInt8]? {
        let packet = try await probe.next()
        guard case .auth(let step) = packet, step.reasonCode == reasonCode,
            step.properties.authenticationMethod == Self.method
        else { throw ProbeFailure("expected AUTH \(reasonCode), got \(packet)") }
        return step.properties.authenticationData
    }

    /// A connection that has authenticated itself.
    private func joined(_ broker: ProbedBroker) async throws -> Probe {
        let probe = try await broker.open()
        var conversation = try conversation()
        await probe.send(connect(conversation))
        let challenge = try await expectAuth(.continueAuthentication, on: probe)
        await probe.send(
            auth(.continueAuthentication, try await conversation.respond(to: challenge)))
        guard case .connack(let connAck) = try await probe.next(), connAck.reasonCode == .success
        else { throw ProbeFailure("the right password must do") }
        return probe
    }
}
