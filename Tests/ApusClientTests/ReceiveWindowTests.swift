import ApusClient
import MQTTPackets
import Testing

@Suite struct `The receive window` {
    let one: PacketID
    let two: PacketID

    init() throws {
        one = try #require(PacketID(1))
        two = try #require(PacketID(2))
    }

    @Test func `a message is acknowledged when it is taken, in order of arrival [MQTT-4.6.0-2]`() {
        var window = ReceiveWindow(receiveMaximum: 10)
        var packets: [Packet] = []
        guard case .deliver(let first) = window.receive(one, qos: .atLeastOnce, packets: &packets),
            case .deliver(let second) = window.receive(two, qos: .atLeastOnce, packets: &packets)
        else { return #expect(Bool(false)) }
        window.take(second, packets: &packets)
        #expect(packets.isEmpty)
        window.take(first, packets: &packets)
        #expect(
            packets == [
                .puback(Acknowledgement(packetID: one)), .puback(Acknowledgement(packetID: two)),
            ])
        #expect(window.outstandingCount == 0)
    }

    @Test func `a repeated QoS 2 publish is delivered once [MQTT-4.3.3-10]`() {
        var window = ReceiveWindow(receiveMaximum: 10)
        var packets: [Packet] = []
        guard case .deliver(let receipt) = window.receive(one, qos: .exactlyOnce, packets: &packets)
        else { return #expect(Bool(false)) }
        window.take(receipt, packets: &packets)
        window.open(isSessionPresent: true)
        #expect(window.receive(one, qos: .exactlyOnce, packets: &packets) == .duplicate)
        let pubrec = Packet.pubrec(Acknowledgement(packetID: one))
        #expect(packets == [pubrec, pubrec])
        packets = []
        window.receivePubrel(one, version: .v5, packets: &packets)
        #expect(packets == [.pubcomp(Acknowledgement(packetID: one))])
        #expect(window.outstandingCount == 0)
    }

    @Test func `what waits in a buffer is not delivered again after a reconnect`() {
        var window = ReceiveWindow(receiveMaximum: 10)
        var packets: [Packet] = []
        guard case .deliver(let receipt) = window.receive(one, qos: .atLeastOnce, packets: &packets)
        else { return #expect(Bool(false)) }
        window.open(isSessionPresent: true)
        #expect(window.receive(one, qos: .atLeastOnce, packets: &packets) == .duplicate)
        #expect(packets.isEmpty)
        window.take(receipt, packets: &packets)
        #expect(packets == [.puback(Acknowledgement(packetID: one))])
    }

    @Test func `a receipt of a forgotten session acknowledges nothing`() {
        var window = ReceiveWindow(receiveMaximum: 10)
        var packets: [Packet] = []
        guard case .deliver(let old) = window.receive(one, qos: .atLeastOnce, packets: &packets)
        else { return #expect(Bool(false)) }
        window.open(isSessionPresent: false)
        _ = window.receive(one, qos: .atLeastOnce, packets: &packets)
        window.take(old, packets: &packets)
        #expect(packets.isEmpty)
    }

    @Test func `more messages than the Receive Maximum are refused [MQTT-3.3.4-7]`() {
        var window = ReceiveWindow(receiveMaximum: 1)
        var packets: [Packet] = []
        _ = window.receive(one, qos: .atLeastOnce, packets: &packets)
        #expect(window.receive(two, qos: .atLeastOnce, packets: &packets) == .tooMany)
    }

    @Test func `a PUBREL of an unknown identifier is answered with its reason`() {
        var window = ReceiveWindow(receiveMaximum: 1)
        var packets: [Packet] = []
        window.receivePubrel(two, version: .v5, packets: &packets)
        let body = Acknowledgement(packetID: two, reasonCode: .packetIdentifierNotFound)
        #expect(packets == [.pubcomp(body)])
    }

    @Test func `an alias stands for its topic until the limit [MQTT-3.3.2-10]`() {
        var aliases = InboundAliases(maximum: 2)
        let full = Publish(topic: "a/b", properties: [.topicAlias(2)])
        let short = Publish(topic: "", properties: [.topicAlias(2)])
        #expect(aliases.topic(of: short) == .unknown)
        #expect(aliases.topic(of: full) == .topic("a/b"))
        #expect(aliases.topic(of: short) == .topic("a/b"))
        #expect(aliases.topic(of: Publish(topic: "a", properties: [.topicAlias(3)])) == .invalid)
        #expect(aliases.topic(of: Publish(topic: "a", properties: [.topicAlias(0)])) == .invalid)
    }
}
