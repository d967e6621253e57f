import Foundation
import MQTTPackets

/// Both directions of one connection, and what the broker owes its client.
final class Dialogue {
    /// `--trace` shows every packet; libFuzzer leaves such arguments alone.
    private static let isTraced = CommandLine.arguments.contains("--trace")

    /// Which connection this is in a trace.
    private let number: Int
    /// The client's name as its bytes; nil until the broker asked who it is.
    var clientID: [UInt8]?
    /// Every filter that a client of that name ever subscribed to.
    var filters = EverSubscribed()
    private(set) var connect: Connect?
    private var sent = FrameStream()
    private var received = FrameStream()
    private var owed = OwedAnswers()
    private(set) var deliveries = OutstandingDeliveries()
    private var hasConnAck = false
    private var hasDisconnect = false
    private var aliases: [UInt16: [UInt8]] = [:]

    init(number: Int) { self.number = number }

    var version: ProtocolVersion { connect?.version ?? .v311 }

    /// Notes bytes that the broker has consumed.
    func take(fromClient bytes: ArraySlice<UInt8>) {
        sent.append(bytes)
        while let packet = sent.next(version) { takeFromClient(packet) }
    }

    /// Notes bytes that the broker sent, and checks that it may send them.
    func take(fromBroker bytes: [UInt8]) {
        received.append(bytes[...])
        // A refused client may have named no version that there is.
        let version = connect == nil && bytes.count > 4 ? .v5 : version
        while let packet = received.next(version) {
            takeFromBroker(packet, frameLength: received.lastLength)
        }
        precondition(!received.isBroken, "the broker sends legal packets")
    }

    /// Nothing hinders the broker any more: everything it took has its answer.
    func checkNothingIsOwed(butPublishes mayWait: Bool) {
        precondition(received.isEmpty, "the broker sends whole packets")
        if !hasConnAck { return }
        precondition(
            mayWait ? owed.isEmptyButPublishes : owed.isEmpty, "every packet is answered: \(owed)")
    }

    private func takeFromClient(_ packet: Packet) {
        trace("to", packet)
        if connect == nil {
            if case .connect(let connect) = packet { self.connect = connect }
            return
        }
        owed.note(packet)
        deliveries.note(packet)
        if case .subscribe(let subscribe) = packet, let clientID {
            for subscription in subscribe.subscriptions {
                filters.insert(Array(subscription.filter.utf8), of: clientID)
            }
        }
    }

    private func takeFromBroker(_ packet: Packet, frameLength: Int) {
        trace("from", packet)
        precondition(!hasDisconnect, "nothing follows DISCONNECT")
        guard let connect else { return checkRefusal(packet) }
        if version == .v5, let max = connect.properties.maximumPacketSize {
            precondition(frameLength <= Int(max), "a packet fits the client [MQTT-3.1.2-24]")
        }
        switch packet {
        case .connack(let connAck):
            precondition(!hasConnAck, "there is one CONNACK [MQTT-3.2.0-2]")
            hasConnAck = true
            deliveries.begin(connect, connAck)
            return
        case .auth:
            precondition(
                connect.properties.authenticationMethod != nil, "AUTH answers a method")
            return
        default: break
        }
        precondition(hasConnAck, "CONNACK is the first packet [MQTT-3.2.0-1]")
        switch packet {
        case .publish(let publish): take(publish)
        case .pubrel(let acknowledgement):
            // A resumed session sends it again without being asked [MQTT-4.4.0-1].
            if !deliveries.isSessionPresent || owed.contains(packet) { owed.settle(packet) }
            deliveries.release(acknowledgement.packetID.rawValue)
        case .disconnect:
            precondition(version == .v5, "only MQTT 5 has a DISCONNECT for clients")
            hasDisconnect = true
        case .connect, .subscribe, .unsubscribe, .pingreq:
            preconditionFailure("a broker does not send \(packet.type)")
        default: owed.settle(packet)
        }
    }

    /// A CONNECT that cannot be read may be refused, in whatever version it seemed to be.
    private func checkRefusal(_ packet: Packet) {
        guard sent.isBroken, case .connack(let connAck) = packet else {
            preconditionFailure("nobody speaks before CONNECT")
        }
        precondition(connAck.reasonCode.isError, "a CONNECT that cannot be read is refused")
    }

    private func take(_ publish: Publish) {
        var topic = Array(publish.topic.utf8)
        if let alias = publish.properties.topicAlias {
            let max = connect?.properties.topicAliasMaximum ?? 0
            precondition(alias <= max, "an alias is within the client's limit [MQTT-3.1.2-26]")
            if topic.isEmpty { topic = aliases[alias] ?? [] }
            aliases[alias] = topic
        }
        precondition(!topic.isEmpty, "a message has a topic")
        guard let clientID else { preconditionFailure("a client has a name") }
        precondition(
            filters.matches(topic, of: clientID), "only who subscribed receives [MQTT-3.3.4-2]")
        deliveries.take(publish)
    }

    /// Unbuffered, for the next packet may end the process.
    private func trace(_ direction: String, _ packet: Packet) {
        if !Self.isTraced { return }
        let line = "connection \(number) \(direction) broker: \(packet)\n"
        FileHandle.standardError.write(Data(line.utf8))
    }
}
