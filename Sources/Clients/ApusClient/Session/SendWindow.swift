internal import DequeModule
package import MQTTPackets

/// The QoS 1 and 2 messages that the client owes the broker, across connections.
///
/// Values in, effects out: whoever owns it sends the packets and tells the waiting callers.
package struct SendWindow: ~Copyable {
    /// Names the caller that waits for a message.
    package typealias Ticket = UInt64

    /// What the owner has to do.
    package enum Effect: Equatable {
        case send(Packet)
        /// The flow is over; the reason is the broker's last word.
        case complete(Ticket, MQTTPackets.ReasonCode)
    }

    /// How far a message has come.
    private enum Phase {
        case awaitingPuback(Publish)
        case awaitingPubrec(Publish)
        case awaitingPubcomp
    }

    private struct Flow {
        /// The order of sending again: of PUBLISH, and after PUBREC of that `[MQTT-4.6.0-4]`.
        var sequence: UInt64
        let ticket: Ticket
        var phase: Phase
        /// Whether the caller waits no more, and only the session remembers the message.
        var isForsaken = false
    }

    private var flows: [PacketID: Flow] = [:]
    private var waiting: Deque<(publish: Publish, ticket: Ticket)> = []
    private var nextSequence: UInt64 = 0
    private var isOpen = false
    private var windowMax: Int
    private let ownWindowMax: Int

    /// A window of at most `windowMax` messages at a time.
    package init(windowMax: UInt16) {
        ownWindowMax = Int(windowMax)
        self.windowMax = Int(windowMax)
    }

    /// Messages that wait for a place in the window.
    package var waitingCount: Int { waiting.count }

    /// Messages that are not complete.
    package var outstandingCount: Int { flows.count + waiting.count }

    /// Takes a message of QoS 1 or 2 and sends it as soon as the window has a place.
    package mutating func publish(
        _ publish: Publish, ticket: Ticket, ids: inout PacketIDs, effects: inout [Effect]
    ) {
        waiting.append((publish, ticket))
        fill(ids: &ids, effects: &effects)
    }

    /// A PUBACK ends a QoS 1 flow; of any other identifier it is noise.
    package mutating func receivePuback(
        _ puback: Acknowledgement, ids: inout PacketIDs, effects: inout [Effect]
    ) {
        guard let flow = flows[puback.packetID], case .awaitingPuback = flow.phase else { return }
        complete(flow, puback, ids: &ids, effects: &effects)
    }

    /// A PUBREC moves a QoS 2 flow on `[MQTT-4.3.3-4]`, or ends it when it bears an error.
    package mutating func receivePubrec(
        _ pubrec: Acknowledgement, version: MQTTPackets.ProtocolVersion, ids: inout PacketIDs,
        effects: inout [Effect]
    ) {
        let id = pubrec.packetID
        guard var flow = flows[id] else {
            let reason: MQTTPackets.ReasonCode =
                version == .v5 ? .packetIdentifierNotFound : .success
            effects.append(.send(.pubrel(Acknowledgement(packetID: id, reasonCode: reason))))
            return
        }
        switch flow.phase {
        case .awaitingPuback: return
        case .awaitingPubrec where pubrec.reasonCode.isError:
            complete(flow, pubrec, ids: &ids, effects: &effects)
        case .awaitingPubrec, .awaitingPubcomp:
            flow.phase = .awaitingPubcomp
            flow.sequence = nextSequence
            nextSequence += 1
            flows[id] = flow
            effects.append(.send(.pubrel(Acknowledgement(packetID: id))))
        }
    }

    /// A PUBCOMP ends a QoS 2 flow.
    package mutating func receivePubcomp(
        _ pubcomp: Acknowledgement, ids: inout PacketIDs, effects: inout [Effect]
    ) {
        guard let flow = flows[pubcomp.packetID], case .awaitingPubcomp = flow.phase else {
            return
        }
        // The broker may have forgotten a message that it already passed on: that is success.
        let reason: MQTTPackets.ReasonCode =
            pubcomp.reasonCode == .packetIdentifierNotFound ? .success : pubcomp.reasonCode
        complete(
            flow, Acknowledgement(packetID: pubcomp.packetID, reasonCode: reason), ids: &ids,
            effects: &effects)
    }

    /// The broker accepted the client: what is unacknowledged goes out again, in its old order
    /// `[MQTT-4.4.0-1]`.
    ///
    /// Without a session the broker knows nothing of it, and the window forgets it, too
    /// `[MQTT-3.2.2-5]`: messages that callers wait for become new ones, and a QoS 2 message that
    /// the broker had taken is complete.
    /// - Parameter objection: why this broker must not be sent a message, nil if it may.
    package mutating func open(
        isSessionPresent: Bool, receiveMaximum: UInt16, ids: inout PacketIDs,
        effects: inout [Effect], objection: (Publish) -> MQTTPackets.ReasonCode? = { _ in nil }
    ) {
        windowMax = min(ownWindowMax, Int(receiveMaximum))
        waiting.removeAll { item in
            guard let reason = objection(item.publish) else { return false }
            effects.append(.complete(item.ticket, reason))
            return true
        }
        let unfinished = flows.sorted { $0.value.sequence < $1.value.sequence }
        if isSessionPresent {
            for (id, flow) in unfinished {
                resend(flow, id, objection, ids: &ids, effects: &effects)
            }
        } else {
            restart(unfinished, objection, ids: &ids, effects: &effects)
        }
        isOpen = true
        fill(ids: &ids, effects: &effects)
    }

    private mutating func resend(
        _ flow: Flow, _ id: PacketID, _ objection: (Publish) -> MQTTPackets.ReasonCode?,
        ids: inout PacketIDs, effects: inout [Effect]
    ) {
        switch flow.phase {
        case .awaitingPuback(var publish), .awaitingPubrec(var publish):
            if let reason = objection(publish) {
                let end = Acknowledgement(packetID: id, reasonCode: reason)
                complete(flow, end, ids: &ids, effects: &effects)
                return
            }
            publish.isDuplicate = true  // [MQTT-3.3.1-1]
            effects.append(.send(.publish(publish)))
        case .awaitingPubcomp:
            effects.append(.send(.pubrel(Acknowledgement(packetID: id))))
        }
    }

    private mutating func restart(
        _ unfinished: [(key: PacketID, value: Flow)],
        _ objection: (Publish) -> MQTTPackets.ReasonCode?, ids: inout PacketIDs,
        effects: inout [Effect]
    ) {
        var restarted: Deque<(publish: Publish, ticket: Ticket)> = []
        for (id, flow) in unfinished {
            switch flow.phase {
            case .awaitingPuback(var publish), .awaitingPubrec(var publish):
                let reason = objection(publish)
                if !flow.isForsaken && reason == nil {
                    flows[id] = nil
                    ids.release(id)
                    publish.packetID = nil
                    restarted.append((publish, flow.ticket))
                } else {
                    let end = Acknowledgement(packetID: id, reasonCode: reason ?? .success)
                    complete(flow, end, ids: &ids, effects: &effects)
                }
            case .awaitingPubcomp:
                complete(flow, Acknowledgement(packetID: id), ids: &ids, effects: &effects)
            }
        }
        restarted.append(contentsOf: waiting)
        waiting = restarted
    }

    /// The connection is gone; everything waits for the next one.
    package mutating func close() { isOpen = false }

    /// Lets go of the callers that wait, and gives them.
    /// - Parameter keepsSession: whether the state of the session outlives the connection, and
    ///   messages that were sent with it `[MQTT-3.1.2-23]`.
    package mutating func abandon(keepsSession: Bool, ids: inout PacketIDs) -> [Ticket] {
        let forsaken = flows.filter { !$0.value.isForsaken }
        var tickets = forsaken.values.sorted { $0.sequence < $1.sequence }.map(\.ticket)
        tickets += waiting.map(\.ticket)
        waiting = []
        if keepsSession {
            for id in forsaken.keys { flows[id]?.isForsaken = true }
        } else {
            for id in flows.keys { ids.release(id) }
            flows = [:]
        }
        return tickets
    }

    private mutating func complete(
        _ flow: Flow, _ acknowledgement: Acknowledgement, ids: inout PacketIDs,
        effects: inout [Effect]
    ) {
        flows[acknowledgement.packetID] = nil
        ids.release(acknowledgement.packetID)
        effects.append(.complete(flow.ticket, acknowledgement.reasonCode))
        fill(ids: &ids, effects: &effects)
    }

    /// Never more unacknowledged messages than the broker takes `[MQTT-3.3.4-9]`.
    private mutating func fill(ids: inout PacketIDs, effects: inout [Effect]) {
        while isOpen, flows.count < windowMax, !waiting.isEmpty, let id = ids.allocate() {
            var (publish, ticket) = waiting.removeFirst()
            publish.packetID = id
            let phase: Phase =
                publish.qos == .exactlyOnce ? .awaitingPubrec(publish) : .awaitingPuback(publish)
            flows[id] = Flow(sequence: nextSequence, ticket: ticket, phase: phase)
            nextSequence += 1
            effects.append(.send(.publish(publish)))
        }
    }
}
