import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, section 3.2: CONNACK, as the broker writes it.
struct MQTT5ConnAckTests {
    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.0-2] there is one CONNACK in a connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open()
        let connect = Packet.connect(Connect(version: .v5, clientID: "a"))
        await probe.send(connect, connect)
        guard case .connack = try await probe.next() else { throw ProbeFailure("no CONNACK") }
        try await probe.expectDisconnect(.protocolError)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-1] the reserved bits of the acknowledge flags are zero`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for flags in ["00", "01"] {
            let probe = try await broker.open()
            await probe.send(
                .connect(
                    Connect(
                        version: .v311, clientID: "a", cleanStart: false)))
            try await probe.expect("20 02 \(flags) 00")
            await probe.drop()
            try await broker.ended("a", count: flags == "00" ? 1 : 2)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-2] after a clean start no session is present`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for _ in 0..<2 {
            let probe = try await broker.join("a", properties: [.sessionExpiryInterval(.max)])
            #expect(probe.connAck?.isSessionPresent == false)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-3] a session that is resumed is present, one that is not is not`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for expected in [false, true, true] {
            let probe = try await broker.join(
                "a", cleanStart: false, properties: [.sessionExpiryInterval(100)])
            #expect(probe.connAck?.isSessionPresent == expected)
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-6] [MQTT-3.2.2-7] [MQTT-4.13.2-1] a refusal has no session and ends it`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        _ = try await broker.join(
            "a", userName: "owner", properties: [.sessionExpiryInterval(100)])
        let probe = try await broker.open()
        await probe.send(.connect(Connect(version: .v5, clientID: "a", cleanStart: false)))
        try await probe.expectRefusal(.clientIdentifierNotValid)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-8] every refusal bears a reason code of CONNACK`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) {
            $0.limits.sessionsMax = 1
            $0.limits.clientIDBytesMax = 3
            $0.isRetainAvailable = false
        }
        let only = try await broker.join("a")
        let refusals: [(Connect, ReasonCode)] = [
            (Connect(version: .v5, clientID: "abcd"), .clientIdentifierNotValid),
            (Connect(version: .v5, clientID: "b"), .quotaExceeded),
            (
                Connect(
                    version: .v5, clientID: "a",
                    will: Will(topic: "t", payload: [1], isRetained: true)),
                .retainNotSupported
            ),
            (
                Connect(
                    version: .v5, clientID: "a", properties: [.authenticationMethod("none")]),
                .badAuthenticationMethod
            ),
        ]
        for (connect, reasonCode) in refusals {
            let probe = try await broker.open()
            await probe.send(.connect(connect))
            try await probe.expectRefusal(reasonCode)
            #expect(reasonCode.isLegal(in: .connack))
        }
        try await only.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.2.2-13] a retained will is refused with 0x9A where nothing is retained`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.isRetainAvailable = false }
        let probe = try await broker.open()
        await probe.send(
            .connect(
                Connect(
                    version: .v5, clientID: "a",
                    will: Will(topic: "t", payload: [1], isRetained: true))))
        try await probe.expectRefusal(.retainNotSupported)
        let other = try await broker.join("a")
        #expect(other.connAck?.properties.retainAvailable == false)
        try await other.publish("t", "x", isRetained: true)
        try await other.expectDisconnect(.retainNotSupported)
    }

    @Test(arguments: ProbeDriver.timed)
    func `[MQTT-3.2.2-22] without Server Keep Alive the client's own counts`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.keepAliveSecondsMax = 60 }
        let own = try await broker.join("own", keepAlive: 20)
        #expect(own.connAck?.properties.serverKeepAlive == nil)
        let told = try await broker.join("told", keepAlive: 100)
        #expect(told.connAck?.properties.serverKeepAlive == 60)
        try broker.advance(seconds: 29)
        try await own.expectNothing()
        try broker.advance(seconds: 31)
        try await own.expectDisconnect(.keepAliveTimeout)
        try broker.advance(seconds: 31)
        try await told.expectDisconnect(.keepAliveTimeout)
    }
}
