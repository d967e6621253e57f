import BrokerCore
import Foundation
import MQTTPackets
import MQTTProbe
import StockPeers
import Testing

/// Every packet type in the states that a client can reach from outside, through the kernel and
/// TLS.
@Suite struct StateSocketTests {
    @Test(arguments: [ProbeDriver.tcp, .tls], ConnectionState.overSockets)
    func `case 5: a packet of any type is answered over sockets as the table says`(
        driver: ProbeDriver, state: ConnectionState
    ) async throws {
        let broker = try ProbedBroker(driver, shardCount: state == .moving ? 2 : 1)
        let healthy = try await broker.join("healthy", .v311)
        try await healthy.subscribe("t", qos: .atMostOnce)
        for cell in StateCell.all where cell.state == state {
            let probe = try await reach(cell, broker, healthy)
            try await probe.expect(HexText.text(try cell.answer()))
            if cell.reaction.isEnd {
                try await probe.expectClose()
            } else {
                try await probe.expectNothing()
                await probe.send(.disconnect(Disconnect()))
                try await probe.expectClose()
            }
            if cell.reaction.isRouted { try await healthy.expect("30 04 00 01 't' 'x'") }
            try await healthy.expectNothing()
        }
    }

    @Test(arguments: [ProbeDriver.tcp, .tls])
    func `case 5: a packet of any type but AUTH ends an exchange of SCRAM`(
        driver: ProbeDriver
    ) async throws {
        let folder = try TemporaryFolder()
        // User and password of RFC 7677 section 3.
        let line =
            "user:SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
            + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
            + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=\n"
        try line.write(toFile: folder.path("scram"), atomically: true, encoding: .utf8)
        let broker = try ProbedBroker(driver) { settings in
            settings.listeners[0].scramFile = folder.path("scram")
        }
        for cell in StateCell.all where cell.state == .authenticating {
            let probe = try await broker.open(.v5)
            await probe.send(
                .connect(
                    Connect(
                        version: .v5, clientID: "c",
                        properties: [
                            .authenticationMethod("SCRAM-SHA-256"),
                            .authenticationData(Array("n,,n=user,r=rOprNGfwEbeRWgbNEkqO".utf8)),
                        ])))
            guard case .auth(let auth) = try await probe.next() else {
                throw ProbeFailure("the exchange did not begin")
            }
            #expect(auth.reasonCode == .continueAuthentication)
            await probe.send(bytes: try cell.packet())
            // The table's AUTH names another method.
            let answer = cell.type == 15 ? try HexText.bytes("20 03 00 82 00") : try cell.answer()
            try await probe.expect(HexText.text(answer))
            try await probe.expectClose()
        }
    }

    /// A connection in the cell's state to which its packet has been sent.
    private func reach(
        _ cell: StateCell, _ broker: ProbedBroker, _ healthy: Probe
    ) async throws -> Probe {
        let version = cell.version
        switch cell.state {
        case .beforeConnect:
            let probe = try await broker.open(version)
            await probe.send(bytes: try cell.packet())
            return probe
        case .awaitingVerdict, .moving:  // it comes in the same piece as CONNECT
            let probe = try await broker.open(version)
            // Of several identifiers some are at home on the shard that accepted, others not.
            let connect = StatePacket.connect(version, "02", payload: "('c\(cell.type)')")
            await probe.send(
                bytes: try MeasuredText(connect, version).bytes + cell.packet())
            return probe
        default: break
        }
        let probe = try await broker.join("c", version)
        try await probe.subscribe("q")
        switch cell.state {
        case .receivingExactlyOnce:
            try await probe.publish("t", "x", .exactlyOnce)
            _ = try await probe.next()
            try await healthy.expect("30 04 00 01 't' 'x'")
        case .awaitingPubrec, .awaitingPubcomp:
            try await healthy.deliver("q", "x", .exactlyOnce)
            _ = try await probe.nextPublish()
            if cell.state == .awaitingPubrec { break }
            await probe.send(.pubrec(try ack(1)))
            try await probe.expectAcknowledgement(.pubrel, 1)
        case .closed:
            await probe.send(.disconnect(Disconnect()))
        default: break
        }
        await probe.send(bytes: try cell.packet())
        return probe
    }
}
