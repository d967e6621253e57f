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
        switch type {
        case .puback:
            settled(session.window.value.settle(puback: packetID), by: type, packetID, session)
        case .pubrec: take(pubrec: packetID, reasonCode, from: connection, session)
        case .pubcomp:
            settled(session.window.value.settle(pubcomp: packetID), by: type, packetID, session)
        default:  // PUBREL
            let isKnown = session.received.value.remove(packetID)
            if isKnown, journals, session.isKept {
                record(.completed(session: session.number, packetID))
            }
            acknowledge(
                .pubcomp, packetID,
                isKnown || connection.version != .v5 ? .success : .packetIdentifierNotFound,
                on: connection, session)
        }
    }

    private func take(
        pubrec packetID: PacketID, _ reasonCode: ReasonCode, from connection: Connection,
        _ session: Session
    ) {
        let stage = session.window.value.stage(of: packetID)
        if stage == .awaitingPuback {
            endOutOfStep(.pubrec, session)
            return
        }
        if reasonCode.isError {  // [MQTT-4.3.3-4]
            if let number = session.window.value.settle(refusedPubrec: packetID) {
                settled(number, session)
            }
            return
        }
        if stage == .awaitingPubrec {
            let number = session.window.value.number(of: packetID)
            if number != 0 { record(.released(message: number, session: session.number)) }
        }
        let isKnown = session.window.value.receive(pubrec: packetID)
        acknowledge(
            .pubrel, packetID,
            isKnown || connection.version != .v5 ? .success : .packetIdentifierNotFound,
            on: connection, session)
    }

    /// - Parameter number: nil when the message does not await that acknowledgement. One that is
    ///   not under way any more may come late; that of another step or QoS may not (MQTT 5
    ///   section 4.3).
    @inline(__always)
    private func settled(
        _ number: UInt64?, by type: PacketType, _ packetID: PacketID, _ session: Session
    ) {
        if let number {
            settled(number, session)
        } else if session.window.value.stage(of: packetID) != nil {
            endOutOfStep(type, session)
        }
    }

    private func endOutOfStep(_ type: PacketType, _ session: Session) {
        guard let connection = session.connection else { return }
        end(connection, .unexpectedPacket(type), reasonCode: .protocolError)
    }

    @inline(__always)
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
                _ = connection.unacknowledged.value.insert(packetID)
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
        if connection.unacknowledgedCount > 0, ends(type, reasonCode, connection.version) {
            _ = connection.unacknowledged.value.remove(packetID)
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
