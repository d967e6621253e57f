import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, sections 3.1.3 and 3.1.4: the payload of CONNECT and what the broker does with it.
struct MQTT5ConnectPayloadTests {
    @Test(
        arguments: ProbeDriver.allCases,
        [
            // [MQTT-3.1.2-16] a user name that no flag announces, [MQTT-3.1.2-17] one that is
            // missing; [MQTT-3.1.2-18] [MQTT-3.1.2-19] a password likewise.
            "10 11 00 04 'MQTT' 05 02 00 00 00 00 01 'a' 00 01 'u'",
            "10 0E 00 04 'MQTT' 05 82 00 00 00 00 01 'a'",
            "10 14 00 04 'MQTT' 05 82 00 00 00 00 01 'a' 00 01 'u' 00 01 'p'",
            "10 11 00 04 'MQTT' 05 C2 00 00 00 00 01 'a' 00 01 'u'",
            "10 0E 00 04 'MQTT' 05 42 00 00 00 00 01 'a'",
        ])
    func
        `[MQTT-3.1.2-16] [MQTT-3.1.2-17] [MQTT-3.1.2-18] [MQTT-3.1.2-19] flags and payload agree`(
            _ driver: ProbeDriver, _ packet: String
        ) async throws
    {
        let probe = try await ProbedBroker(driver).open()
        try await probe.send(packet)
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-1] the fields are read in the order of the standard`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("topic")
        let probe = try await broker.open()
        try await probe.send(
            "10 2A 00 04 'MQTT' 05 C6 00 00 00 00 02 'id' 00 00 05 'topic' 00 07 'payload' "
                + "00 03 'usr' 00 03 'pwd'")
        guard case .connack(let connAck) = try await probe.next() else {
            throw ProbeFailure("no CONNACK")
        }
        #expect(connAck.reasonCode == .success)
        let thief = try await broker.open()  // another user does not get the session of "id"
        try await thief.send("10 14 00 04 'MQTT' 05 82 00 00 00 00 02 'id' 00 03 'xyz'")
        try await thief.expectEnd()
        await probe.drop()
        let publish = try await watcher.nextPublish()
        #expect(publish.topic == "topic" && publish.payload == Array("payload".utf8))
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-2] the client identifier tells sessions apart`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        for clientID in ["a", "A", "a "] {
            let probe = try await broker.join(
                clientID, cleanStart: false, properties: [.sessionExpiryInterval(100)])
            #expect(probe.connAck?.isSessionPresent == false)
            try await probe.subscribe("t/\(clientID)")
            await probe.drop()
            try await broker.ended(clientID)
        }
        let publisher = try await broker.join("p")
        try await publisher.deliver("t/A")
        let probe = try await broker.join("A", cleanStart: false)
        #expect(probe.connAck?.isSessionPresent == true)
        #expect(try await probe.nextPublish().topic == "t/A")
        let other = try await broker.join("a", cleanStart: false)
        #expect(other.connAck?.isSessionPresent == true)
        try await other.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-3] a CONNECT without client identifier ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open()
        try await probe.send("10 0B 00 04 'MQTT' 05 02 00 00 00")
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-4] a client identifier that is no UTF-8 ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open()
        try await probe.send("10 0E 00 04 'MQTT' 05 02 00 00 00 00 01 FE")
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-5] identifiers of 1 to 23 letters and digits are taken`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for start in stride(from: 0, to: 62, by: 20) {
            let clientID = String(alphabet.dropFirst(start).prefix(23))
            let probe = try await broker.join(clientID)
            #expect(probe.connAck?.properties.assignedClientIdentifier == nil)
        }
        for character in alphabet { _ = try await broker.join(String(character)) }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-6] [MQTT-3.1.3-7] [MQTT-3.2.2-16] a client without identifier is given one`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join(
            "", cleanStart: false, properties: [.sessionExpiryInterval(100)])
        let second = try await broker.join("")
        let given = try #require(first.connAck?.properties.assignedClientIdentifier)
        let other = try #require(second.connAck?.properties.assignedClientIdentifier)
        #expect(!given.isEmpty && given != other)
        #expect(first.connAck?.isSessionPresent == false)
        await first.drop()
        try await broker.ended(given)
        let again = try await broker.join(given, cleanStart: false)
        #expect(again.connAck?.isSessionPresent == true)
        #expect(again.connAck?.properties.assignedClientIdentifier == nil)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-8] a client identifier that is refused is refused with 0x85`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) {
            $0.listeners[0].isZeroLengthClientIDAllowed = false
            $0.limits.clientIDBytesMax = 10
        }
        for clientID in ["", "12345678901"] {
            let probe = try await broker.open()
            await probe.send(.connect(Connect(version: .v5, clientID: clientID)))
            try await probe.expectRefusal(.clientIdentifierNotValid)
        }
        _ = try await broker.join("1234567890")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.3-12] a user name that is no UTF-8 ends the connection`(
        _ driver: ProbeDriver
    ) async throws {
        let probe = try await ProbedBroker(driver).open()
        try await probe.send("10 11 00 04 'MQTT' 05 82 00 00 00 00 01 'a' 00 01 FF")
        try await probe.expectEnd()
    }

    @Test(
        arguments: ProbeDriver.allCases,
        [
            "10 0F 00 04 'MQTT' 05 02 00 00 00 00 01 'a' 00",  // one byte too many
            "10 11 00 04 'MQTT' 05 02 00 00 03 21 00 00 00 01 'a'",  // Receive Maximum of 0
            "10 13 00 04 'MQTT' 05 02 00 00 05 27 00 00 00 00 00 01 'a'",  // packet size of 0
            "10 10 00 04 'MQTT' 05 02 00 00 02 17 02 00 01 'a'",  // a flag that is neither
            "10 10 00 04 'MQTT' 05 02 00 00 02 01 00 00 01 'a'",  // a property of PUBLISH
            "10 12 00 04 'MQTT' 05 02 00 00 04 19 00 19 00 00 01 'a'",  // twice the same
            "10 12 00 04 'MQTT' 05 02 00 00 04 16 00 01 00 00 01 'a'",  // data without method
        ])
    func `[MQTT-3.1.4-1] a CONNECT that breaks the format ends the connection`(
        _ driver: ProbeDriver, _ packet: String
    ) async throws {
        let probe = try await ProbedBroker(driver).open()
        try await probe.send(packet)
        try await probe.expectEnd()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.4-2] a client that may not connect is sent away`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.listeners[0].isAnonymousAllowed = false }
        let probe = try await broker.open()
        await probe.send(.connect(Connect(version: .v5, clientID: "a")))
        try await probe.expectRefusal(.notAuthorized)
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.4-3] a second connection of the client ends the first with 0x8E`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a")
        let second = try await broker.join("a")
        try await first.expect("E0 01 8E")
        try await first.expectClose()
        try await second.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.4-4] clean start counts in a take-over too`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await first.subscribe("t")
        let second = try await broker.join(
            "a", cleanStart: false, properties: [.sessionExpiryInterval(100)])
        #expect(second.connAck?.isSessionPresent == true)
        let third = try await broker.join("a", cleanStart: true)
        #expect(third.connAck?.isSessionPresent == false)
        let publisher = try await broker.join("p")
        try await publisher.deliver("t")
        try await third.expectNothing()
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.4-5] [MQTT-3.2.0-1] CONNACK of success is the first packet`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let first = try await broker.join("a", properties: [.sessionExpiryInterval(100)])
        try await first.subscribe("t")
        await first.drop()
        try await broker.ended("a")
        try await (try await broker.join("p")).deliver("t")
        let probe = try await broker.open()
        await probe.send(
            .connect(Connect(version: .v5, clientID: "a", cleanStart: false)), .pingreq)
        guard case .connack(let connAck) = try await probe.next() else {
            throw ProbeFailure("CONNACK must come first")
        }
        #expect(connAck.reasonCode == .success)
        #expect(try await probe.nextPublish().topic == "t")
        try await probe.expect("D0 00")
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.1.4-6] what follows a refused CONNECT is not acted on`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) {
            $0.listeners[0].isZeroLengthClientIDAllowed = false
        }
        let watcher = try await broker.join("watcher")
        try await watcher.subscribe("#")
        let probe = try await broker.open()
        await probe.send(
            .connect(Connect(version: .v5, clientID: "")),
            .publish(Publish(topic: "t", payload: [1])), .pingreq)
        try await probe.expectRefusal(.clientIdentifierNotValid)
        try await watcher.expectNothing()
    }
}
