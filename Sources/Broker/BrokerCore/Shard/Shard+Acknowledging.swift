import MQTTPackets
import MQTTSessions

/// PUBACK, PUBREC, PUBREL and PUBCOMP (MQTT 5 sections 3.4 to 3.7, 4.3).
extension Shard {
    // MARK: Acknowledgements from the client

    /// Acts on PUBACK, PUBREC, PUBREL or PUBCOMP.
    func take(
        _ acknowledgement: AcknowledgementView, _ type: PacketType, from connection: Connection,
        _ session: Session
    ) {
        let packetID = acknowledgement.packetID
        let reasonCode = acknowledgement.reasonCode
        if tracesPackets {
            events.append(
                .receivedAcknowledgement(
                    type, clientID: session.clientID, packetID: packetID.rawValue, reasonCode))
        }
        if type != .pubrel, isOutOfStep(type, packetID, session) {
            end(connection, .unexpectedPacket(type), reasonCode: .protocolError)
            return
        }
        let number = session.window.number(of: packetID)
        switch type {
        case .puback:
            if session.window.settle(puback: packetID) { settled(number, session) }
        case .pubrec where reasonCode.isError:  // [MQTT-4.3.3-4]
            if session.window.settle(refusedPubrec: packetID) { settled(number, session) }
        case .pubrec:
            if number != 0, session.window.stage(of: packetID) == .awaitingPubrec {
                record(.released(message: number, session: session.number))
            }
            let isKnown = session.window.receive(pubrec: packetID)
            acknowledge(
                .pubrel, packetID,
                isKnown || connection.version != .v5 ? .success : .packetIdentifierNotFound,
                on: connection, session)
        case .pubcomp:
            if session.window.settle(pubcomp: packetID) { settled(number, session) }
        default:  // PUBREL
            let isKnown = session.received.remove(packetID)
            if isKnown, journals, session.isKept {
                record(.completed(session: session.number, packetID))
            }
            acknowledge(
                .pubcomp, packetID,
                isKnown || connection.version != .v5 ? .success : .packetIdentifierNotFound,
                on: connection, session)
        }
    }

    /// Whether the client answers a message that is under way with the acknowledgement of another
    /// step or QoS (MQTT 5 section 4.3); one that is not under way any more may come late.
    private func isOutOfStep(
        _ type: PacketType, _ packetID: PacketID, _ session: Session
    ) -> Bool {
        guard let stage = session.window.stage(of: packetID) else { return false }
        return switch type {
        case .puback: stage != .awaitingPuback
        case .pubrec: stage == .awaitingPuback
        default: stage != .awaitingPubcomp
        }
    }

    private func settled(_ number: UInt64, _ session: Session) {
        settle(number, for: session)
        if session.hasBacklog { pump(session) }
    }

    // MARK: Acknowledgements to the client

    /// Sends the acknowledgement once everything it promises is durable.
    func acknowledge(
        _ type: PacketType, _ packetID: PacketID, _ reasonCode: ReasonCode,
        on connection: Connection, _ session: Session
    ) {
        if mustHold(connection) {
            if type == .puback, connection.version == .v5 {
                _ = connection.unacknowledged.insert(packetID)
            }
            hold(.publish(type, packetID, reasonCode), on: connection)
            return
        }
        send(type, packetID, reasonCode, on: connection, session)
    }

    func send(
        _ type: PacketType, _ packetID: PacketID, _ reasonCode: ReasonCode,
        on connection: Connection, _ session: Session
    ) {
        if tracesPackets {
            events.append(
                .sendingAcknowledgement(
                    type, clientID: session.clientID, packetID: packetID.rawValue, reasonCode))
        }
        if connection.unacknowledged.count > 0, ends(type, reasonCode, connection.version) {
            _ = connection.unacknowledged.remove(packetID)
        }
        if reasonCode == .success || connection.version != .v5 {
            let flags: UInt8 = type == .pubrel ? 2 : 0
            connection.outbound.append(
                acknowledgement: type.rawValue << 4 | flags, packetID: packetID.rawValue,
                from: pool)
            markDirty(connection)
            return
        }
        let body = Acknowledgement(
            packetID: packetID, reasonCode: reasonCode,
            properties: explanation(of: reasonCode, on: connection))
        switch type {
        case .puback: append(.puback(body), to: connection)
        case .pubrec: append(.pubrec(body), to: connection)
        case .pubrel: append(.pubrel(body), to: connection)
        default: append(.pubcomp(body), to: connection)
        }
    }

    /// Whether a message is done with for its sender: its place in Receive Maximum is free again
    /// (MQTT 5 section 4.9).
    private func ends(
        _ type: PacketType, _ reasonCode: ReasonCode, _ version: ProtocolVersion
    ) -> Bool {
        switch type {
        case .puback, .pubcomp: true
        case .pubrec: version == .v5 && reasonCode.isError
        default: false
        }
    }
}
