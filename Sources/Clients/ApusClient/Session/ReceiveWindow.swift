internal import DequeModule
package import MQTTPackets

/// The QoS 1 and 2 messages that the broker gave the client, and how far each has come.
///
/// A message is acknowledged when the application has taken it, in the order of arrival
/// `[MQTT-4.6.0-2]`; so what waits in a buffer when the process dies comes again.
package struct ReceiveWindow: ~Copyable {
    /// Says which message the application took; one of an earlier session counts no more.
    package struct Receipt: Hashable, Sendable {
        package let packetID: PacketID
        package let session: UInt64
    }

    /// What to do with a PUBLISH.
    package enum Verdict: Equatable {
        case deliver(Receipt)
        /// The application has it or had it `[MQTT-4.3.3-10]`.
        case duplicate
        /// The broker exceeds the Receive Maximum `[MQTT-3.3.4-7]`.
        case tooMany
    }

    private enum Phase {
        case buffered
        case taken
        /// QoS 2: PUBREC went out, PUBREL has not come.
        case recorded
    }

    private struct Flow {
        let qos: MQTTPackets.QoS
        var phase: Phase
    }

    private var flows: [PacketID: Flow] = [:]
    /// What this connection still has to acknowledge, in order of arrival.
    private var order: Deque<PacketID> = []
    private var session: UInt64 = 0
    private let receiveMaximum: Int?

    /// - Parameter receiveMaximum: nil before MQTT 5, where the broker was told no limit.
    package init(receiveMaximum: Int?) { self.receiveMaximum = receiveMaximum }

    /// Messages that are not acknowledged to their end.
    package var outstandingCount: Int { flows.count }

    /// A PUBLISH of QoS 1 or 2 came.
    package mutating func receive(
        _ id: PacketID, qos: MQTTPackets.QoS, packets: inout [Packet]
    ) -> Verdict {
        if flows[id] != nil {
            if !order.contains(id) { order.append(id) }
            acknowledge(into: &packets)
            return .duplicate
        }
        if let receiveMaximum, flows.count >= receiveMaximum { return .tooMany }
        flows[id] = Flow(qos: qos, phase: .buffered)
        order.append(id)
        return .deliver(Receipt(packetID: id, session: session))
    }

    /// The application took the message.
    package mutating func take(_ receipt: Receipt, packets: inout [Packet]) {
        guard receipt.session == session, var flow = flows[receipt.packetID],
            case .buffered = flow.phase
        else { return }
        flow.phase = .taken
        flows[receipt.packetID] = flow
        acknowledge(into: &packets)
    }

    /// A PUBREL came: the identifier is free `[MQTT-4.3.3-11]`.
    package mutating func receivePubrel(
        _ id: PacketID, version: MQTTPackets.ProtocolVersion, packets: inout [Packet]
    ) {
        if let flow = flows[id], case .recorded = flow.phase {
            flows[id] = nil
            packets.append(.pubcomp(Acknowledgement(packetID: id)))
        } else if flows[id] == nil {
            let reason: MQTTPackets.ReasonCode =
                version == .v5 ? .packetIdentifierNotFound : .success
            packets.append(.pubcomp(Acknowledgement(packetID: id, reasonCode: reason)))
        }
    }

    /// A new connection: without a session the broker starts anew with its identifiers.
    package mutating func open(isSessionPresent: Bool) {
        order.removeAll()
        if !isSessionPresent {
            flows = [:]
            session += 1
        }
    }

    private mutating func acknowledge(into packets: inout [Packet]) {
        while let id = order.first, var flow = flows[id] {
            if case .buffered = flow.phase { return }
            order.removeFirst()
            if flow.qos == .exactlyOnce {
                flow.phase = .recorded
                flows[id] = flow
                packets.append(.pubrec(Acknowledgement(packetID: id)))
            } else {
                flows[id] = nil
                packets.append(.puback(Acknowledgement(packetID: id)))
            }
        }
    }
}
