import ApusClient
import MQTTPackets
import Testing

@Suite struct `The send window` {
    @Test func `a message waits until the connection is open`() throws {
        var bench = try Bench(windowMax: 2)
        #expect(bench.publish(.atLeastOnce, ticket: 1).isEmpty)
        #expect(bench.open(isSessionPresent: false) == [.send(bench.sent(1, .atLeastOnce))])
    }

    @Test func `no more messages are under way than the broker takes [MQTT-3.3.4-9]`() throws {
        var bench = try Bench(windowMax: 64)
        _ = bench.open(isSessionPresent: false, receiveMaximum: 2)
        #expect(bench.publish(.atLeastOnce, ticket: 1).count == 1)
        #expect(bench.publish(.exactlyOnce, ticket: 2).count == 1)
        #expect(bench.publish(.atLeastOnce, ticket: 3).isEmpty)
        let effects = bench.puback(1)
        #expect(effects == [.complete(1, .success), .send(bench.sent(3, .atLeastOnce))])
    }

    @Test func `a QoS 2 message takes four packets [MQTT-4.3.3-4]`() throws {
        var bench = try Bench(windowMax: 2)
        _ = bench.open(isSessionPresent: false)
        _ = bench.publish(.exactlyOnce, ticket: 7)
        #expect(bench.pubrec(1) == [.send(.pubrel(bench.acknowledgement(1)))])
        #expect(bench.puback(1).isEmpty)
        #expect(bench.pubcomp(1) == [.complete(7, .success)])
        #expect(bench.window.outstandingCount == 0)
    }

    @Test func `a PUBREC with an error ends the flow`() throws {
        var bench = try Bench(windowMax: 2)
        _ = bench.open(isSessionPresent: false)
        _ = bench.publish(.exactlyOnce, ticket: 7)
        #expect(bench.pubrec(1, .quotaExceeded) == [.complete(7, .quotaExceeded)])
    }

    @Test func `a PUBREC of an unknown identifier is answered, so that the peer can go on`() throws
    {
        var bench = try Bench(windowMax: 2)
        _ = bench.open(isSessionPresent: false)
        let answer = bench.acknowledgement(9, .packetIdentifierNotFound)
        #expect(bench.pubrec(9) == [.send(.pubrel(answer))])
    }

    @Test func `a resumed session gets everything again in order with DUP [MQTT-4.4.0-1]`() throws {
        var bench = try Bench(windowMax: 8)
        _ = bench.open(isSessionPresent: false)
        _ = bench.publish(.exactlyOnce, ticket: 1)
        _ = bench.publish(.atLeastOnce, ticket: 2)
        _ = bench.publish(.exactlyOnce, ticket: 3)
        _ = bench.pubrec(1)
        bench.window.close()
        #expect(bench.publish(.atLeastOnce, ticket: 4).isEmpty)
        #expect(
            bench.open(isSessionPresent: true) == [
                .send(bench.sent(2, .atLeastOnce, isDuplicate: true)),
                .send(bench.sent(3, .exactlyOnce, isDuplicate: true)),
                .send(.pubrel(bench.acknowledgement(1))),
                .send(bench.sent(4, .atLeastOnce)),
            ])
    }

    @Test func `a forgotten session gets messages anew without DUP`() throws {
        var bench = try Bench(windowMax: 8)
        _ = bench.open(isSessionPresent: false)
        _ = bench.publish(.exactlyOnce, ticket: 1)
        _ = bench.publish(.atLeastOnce, ticket: 2)
        _ = bench.pubrec(1)
        bench.window.close()
        #expect(
            bench.open(isSessionPresent: false) == [
                .complete(1, .success), .send(bench.sent(3, .atLeastOnce)),
            ])
        #expect(bench.ids.inUseCount == 1)
    }

    @Test func `an abandoned window names every caller in order`() throws {
        var bench = try Bench(windowMax: 1)
        _ = bench.open(isSessionPresent: false)
        for ticket in UInt64(1)...3 { _ = bench.publish(.atLeastOnce, ticket: ticket) }
        #expect(bench.window.abandon(keepsSession: false, ids: &bench.ids) == [1, 2, 3])
        #expect(bench.ids.inUseCount == 0)
    }

    @Test func `a kept session sends again what its callers no longer wait for`() throws {
        var bench = try Bench(windowMax: 1)
        _ = bench.open(isSessionPresent: false)
        for ticket in UInt64(1)...2 { _ = bench.publish(.atLeastOnce, ticket: ticket) }
        #expect(bench.window.abandon(keepsSession: true, ids: &bench.ids) == [1, 2])
        #expect(bench.window.abandon(keepsSession: true, ids: &bench.ids).isEmpty)
        bench.window.close()
        #expect(
            bench.open(isSessionPresent: true) == [
                .send(bench.sent(1, .atLeastOnce, isDuplicate: true))
            ])
        #expect(bench.puback(1) == [.complete(1, .success)])
        #expect(bench.ids.inUseCount == 0)
    }

    @Test func `a forgotten session sends nothing for callers that are gone`() throws {
        var bench = try Bench(windowMax: 2)
        _ = bench.open(isSessionPresent: false)
        _ = bench.publish(.exactlyOnce, ticket: 1)
        _ = bench.window.abandon(keepsSession: true, ids: &bench.ids)
        bench.window.close()
        #expect(bench.open(isSessionPresent: false) == [.complete(1, .success)])
        #expect(bench.window.outstandingCount == 0)
        #expect(bench.ids.inUseCount == 0)
    }

    @Test(arguments: [true, false])
    func `what a new connection does not take ends with its reason`(isSessionPresent: Bool) throws {
        var bench = try Bench(windowMax: 1)
        _ = bench.open(isSessionPresent: false)
        for ticket in UInt64(1)...2 { _ = bench.publish(.atLeastOnce, ticket: ticket) }
        bench.window.close()
        let effects = bench.open(isSessionPresent: isSessionPresent, objection: .packetTooLarge)
        #expect(
            effects == [.complete(2, .packetTooLarge), .complete(1, .packetTooLarge)])
        #expect(bench.ids.inUseCount == 0)
    }

    @Test func `identifiers run from 1 to 65535 and none is given twice [MQTT-2.2.1-3]`() {
        var ids = PacketIDs()
        var expected: UInt16 = 0
        while let id = ids.allocate() {
            expected += 1
            if id.rawValue != expected { break }
        }
        #expect(expected == .max)
        #expect(ids.allocate() == nil)
        if let id = PacketID(77) { ids.release(id) }
        #expect(ids.allocate()?.rawValue == 77)
    }
}

/// A window with its identifiers, for messages that differ by identifier only.
private struct Bench: ~Copyable {
    var window: SendWindow
    var ids = PacketIDs()
    private let names: [PacketID]

    init(windowMax: UInt16) throws {
        window = SendWindow(windowMax: windowMax)
        names = try (UInt16(1)...20).map { try #require(PacketID($0)) }
    }

    mutating func open(
        isSessionPresent: Bool, receiveMaximum: UInt16 = .max,
        objection: MQTTPackets.ReasonCode? = nil
    ) -> [SendWindow.Effect] {
        var effects: [SendWindow.Effect] = []
        window.open(
            isSessionPresent: isSessionPresent, receiveMaximum: receiveMaximum, ids: &ids,
            effects: &effects
        ) { _ in objection }
        return effects
    }

    mutating func publish(_ qos: MQTTPackets.QoS, ticket: UInt64) -> [SendWindow.Effect] {
        var effects: [SendWindow.Effect] = []
        window.publish(
            Publish(topic: "t", qos: qos), ticket: ticket, ids: &ids, effects: &effects)
        return effects
    }

    mutating func puback(_ id: Int) -> [SendWindow.Effect] {
        var effects: [SendWindow.Effect] = []
        window.receivePuback(acknowledgement(id), ids: &ids, effects: &effects)
        return effects
    }

    mutating func pubrec(
        _ id: Int, _ reason: MQTTPackets.ReasonCode = .success
    ) -> [SendWindow.Effect] {
        var effects: [SendWindow.Effect] = []
        window.receivePubrec(
            acknowledgement(id, reason), version: .v5, ids: &ids, effects: &effects)
        return effects
    }

    mutating func pubcomp(_ id: Int) -> [SendWindow.Effect] {
        var effects: [SendWindow.Effect] = []
        window.receivePubcomp(acknowledgement(id), ids: &ids, effects: &effects)
        return effects
    }

    func sent(_ id: Int, _ qos: MQTTPackets.QoS, isDuplicate: Bool = false) -> Packet {
        .publish(
            Publish(topic: "t", qos: qos, isDuplicate: isDuplicate, packetID: names[id - 1]))
    }

    func acknowledgement(
        _ id: Int, _ reason: MQTTPackets.ReasonCode = .success
    ) -> Acknowledgement { Acknowledgement(packetID: names[id - 1], reasonCode: reason) }
}
