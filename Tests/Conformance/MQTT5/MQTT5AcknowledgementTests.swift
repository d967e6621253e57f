import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// MQTT 5, sections 3.4 to 3.7: PUBACK, PUBREC, PUBREL and PUBCOMP, as the broker obeys them.
struct MQTT5AcknowledgementTests {
    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.4.2-1] [MQTT-3.5.2-1] PUBACK and PUBREC bear a reason code of their own`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver) { $0.limits.payloadBytesMax = 1 }
        let probe = try await broker.join("a")
        try await probe.send("32 07 00 01 't' 00 01 00 'x'")
        try await probe.expect("40 03 00 01 10")  // nobody subscribed
        try await probe.send("34 07 00 01 't' 00 01 00 'x'")
        try await probe.expect("50 03 00 01 10")
        try await probe.send("62 02 00 01")
        try await probe.expect("70 02 00 01")
        try await probe.send("32 08 00 01 't' 00 01 00 'xx'")
        try await probe.expect("40 03 00 01 97")
        try await probe.send("34 08 00 01 't' 00 01 00 'xx'")
        try await probe.expect("50 03 00 01 97")
        for code in ["01", "92", "FF"] {
            for type in ["40", "50"] {
                let other = try await broker.join("b")
                try await other.send("\(type) 03 00 01 \(code)")
                try await other.expectDisconnect(.protocolError)
            }
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func `[MQTT-3.6.2-1] [MQTT-3.7.2-1] PUBREL and PUBCOMP bear a reason code of their own`(
        _ driver: ProbeDriver
    ) async throws {
        let broker = try ProbedBroker(driver)
        let probe = try await broker.join("a")
        try await probe.send("62 02 00 09")
        try await probe.expect("70 03 00 09 92")
        try await probe.send("50 02 00 09")
        try await probe.expect("62 03 00 09 92")
        for code in ["10", "80", "97"] {
            for type in ["62", "70"] {
                let other = try await broker.join("b")
                try await other.send("\(type) 03 00 01 \(code)")
                try await other.expectDisconnect(.protocolError)
            }
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func
        `[MQTT-3.4.2-2] [MQTT-3.4.2-3] [MQTT-3.5.2-2] [MQTT-3.5.2-3] explanations fit the client`(
            _ driver: ProbeDriver
        ) async throws
    {
        let broker = try ProbedBroker(driver) { $0.limits.payloadBytesMax = 1 }
        for size in [5, 6, 8, 20, 60, 200] {
            let probe = try await explained(broker, size)
            for qos in [QoS.atLeastOnce, .exactlyOnce] {
                try await probe.publish("t", "xx", qos)
                try await expectError(.quotaExceeded, within: size, on: probe)
            }
        }
    }

    @Test(arguments: ProbeDriver.allCases)
    func
        `[MQTT-3.6.2-2] [MQTT-3.6.2-3] [MQTT-3.7.2-2] [MQTT-3.7.2-3] explanations fit the client`(
            _ driver: ProbeDriver
        ) async throws
    {
        let broker = try ProbedBroker(driver)
        for size in [5, 6, 8, 20, 60, 200] {
            let probe = try await explained(broker, size)
            await probe.send(.pubrel(try ack(7)))
            try await expectError(.packetIdentifierNotFound, within: size, on: probe)
            await probe.send(.pubrec(try ack(7)))
            try await expectError(.packetIdentifierNotFound, within: size, on: probe)
        }
    }

    @Test(arguments: ProbeDriver.allCases, ["60", "61", "64", "66", "6A"])
    func `[MQTT-3.6.1-1] a PUBREL with other flags ends the connection`(
        _ driver: ProbeDriver, _ firstByte: String
    ) async throws {
        let probe = try await ProbedBroker(driver).join("a")
        try await probe.publish("t", "x", .exactlyOnce)
        _ = try await probe.next()
        try await probe.send("\(firstByte) 02 00 01")
        try await probe.expectDisconnect(.malformedPacket)
    }

    /// A client that wants explanations within so many bytes; CONNACK itself may be longer only
    /// where the client allows it, so it connects under a limit that CONNACK fits in.
    private func explained(_ broker: ProbedBroker, _ size: Int) async throws -> Probe {
        try await broker.join(
            "a",
            properties: [
                .requestProblemInformation(true), .maximumPacketSize(UInt32(max(size, 25))),
            ])
    }

    private func expectError(
        _ reasonCode: ReasonCode, within size: Int, on probe: Probe
    ) async throws {
        let packet = try await probe.next()
        let body: Acknowledgement? =
            switch packet {
            case .puback(let body), .pubrec(let body), .pubrel(let body), .pubcomp(let body): body
            default: nil
            }
        #expect(body?.reasonCode == reasonCode)
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: .v5)
        #expect(bytes.count <= max(size, 25))
    }
}
