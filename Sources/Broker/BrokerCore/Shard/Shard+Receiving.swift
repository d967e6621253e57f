import MQTTPackets
import MQTTSessions

extension Shard {
    /// Takes every complete packet at the start of `bytes` and answers how many bytes were
    /// consumed.
    ///
    /// The caller keeps the rest and brings it again in front of the next bytes, or alone after
    /// ``ConnectionEffect/resumeReading(_:)``.
    package func receive(
        _ bytes: Span<UInt8>, on slot: ConnectionSlot, now: MonotonicTime
    ) -> Int {
        self.now = now
        guard let connection = connection(at: slot) else { return bytes.count }
        if !bytes.isEmpty { connection.lastReceivedAt = now }
        if connection.phase == .awaitingConnect,
            let foreign = ForeignProtocol(opening: bytes), foreign != .mqtt
        {
            refuse(foreign, from: connection)
            return bytes.count
        }
        var position = 0
        do throws(DecodeError) {
            if connection.hasWaiting { try takeWaiting(from: connection) }
            var session = connection.session
            while mayRead(connection) {
                guard
                    let header = try FixedHeader.scan(
                        bytes, at: position, version: connection.version)
                else { break }
                let limit =
                    connection.phase == .connected
                    ? settings.limits.packetBytesMax
                    : settings.limits.packetBytesMaxBeforeAuthentication
                if header.frameLength > limit { throw .packetTooLarge(limit: limit) }
                if bytes.count - position < header.frameLength { break }
                let frame = bytes.extracting(position..<position + header.frameLength)
                if try !take(frame, header, from: connection, session) { break }
                position += header.frameLength
                switch header.type {
                case .publish, .puback, .pubrec, .pubrel, .pubcomp: break
                default: session = connection.session  // CONNECT began it, or it has ended
                }
            }
        } catch {
            refuse(error, from: connection)
        }
        if connection.outbound.count > repliesBytesMax { endForReplies(connection) }
        return connection.phase == .closing ? bytes.count : position
    }

    /// Messages stop at the limit of the outbound queue; only answers go beyond it.
    private var repliesBytesMax: Int {
        let limits = settings.limits
        let (answers, areTooMany) = limits.packetBytesMax.multipliedReportingOverflow(by: 2)
        let (sum, isTooLarge) = limits.outboundBytesMax.addingReportingOverflow(answers)
        return areTooMany || isTooLarge ? .max : sum
    }

    /// A client that asks on and on and does not read the answers would fill our memory.
    private func endForReplies(_ connection: Connection) {
        end(
            connection, .answersNotRead(limitBytes: repliesBytesMax), reasonCode: .quotaExceeded)
    }

    @inline(__always)
    func mayRead(_ connection: Connection) -> Bool {
        switch connection.phase {
        case .connected: !connection.isStalled
        case .awaitingConnect, .awaitingAuthentication: true
        case .awaitingVerdict, .moving, .closing: false
        }
    }

    /// Acts on one packet; false when it must stay unread for now.
    @inline(__always)
    private func take(
        _ frame: Span<UInt8>, _ header: FixedHeader, from connection: Connection,
        _ session: Session?
    ) throws(DecodeError) -> Bool {
        touchesJournal = false
        if connection.phase == .awaitingConnect {
            if header.type == .connect {
                return try takeConnect(frame, header, from: connection)
            }
            end(connection, .unexpectedPacket(header.type))  // [MQTT-3.1.0-1]
            return true
        }
        guard let session else {
            try takeBeforeConnAck(frame, header, from: connection)
            return true
        }
        if journals, mustStayUnread(header.type, from: connection, session) {
            stall(connection)
            return false
        }
        switch header.type {
        case .publish:
            return try takeInTurn(frame, header, from: connection, session)
        case .puback, .pubrec, .pubrel, .pubcomp:
            let acknowledgement = try AcknowledgementView(
                frame: frame, header: header, version: connection.version)
            take(acknowledgement, header.type, from: connection, session)
        case .subscribe:
            try takeSubscribe(frame, header, from: connection, session)
            if !connection.hasWaiting { connection.stalledSince = nil }
        case .unsubscribe:
            try takeUnsubscribe(frame, header, from: connection, session)
            if !connection.hasWaiting { connection.stalledSince = nil }
        case .pingreq:
            if header.remainingLength != 0 { throw .malformed(.remainingLength) }
            takePingReq(from: connection, session)
        case .disconnect:
            if connection.hasWaiting {  // the client relies on what it sent before
                stall(connection)
                return false
            }
            let packet = try Packet(frame: frame, header: header, version: connection.version)
            if case .disconnect(let disconnect) = packet {
                takeDisconnect(disconnect, from: connection, session)
            }
        case .auth: try takeAuth(frame, header, from: connection, session)
        case .connect, .connack, .suback, .unsuback, .pingresp:
            // A second CONNECT [MQTT-3.1.0-2], packets only a server sends.
            end(connection, .unexpectedPacket(header.type), reasonCode: .protocolError)
        }
        return true
    }

    private func takePingReq(from connection: Connection, _ session: Session) {
        if tracesPackets {
            events.append(.receivedPingReq(clientID: session.clientID))
            events.append(.sendingPingResp(clientID: session.clientID))
        }
        append(.pingresp, to: connection)  // [MQTT-3.12.4-1]
    }

    /// Bytes that are no legal packet end the connection, with the reason where the peer can take
    /// it `[MQTT-4.13.1-1]`.
    private func refuse(_ error: DecodeError, from connection: Connection) {
        if connection.phase == .awaitingConnect {
            refuseConnect(error, from: connection)
        } else if connection.phase == .awaitingAuthentication {
            refuse(.malformed(error), reasonCode: error.reasonCode, from: connection)
        } else {
            end(connection, .malformed(error), reasonCode: error.reasonCode)
        }
    }
}
