import MQTTPackets
import MQTTTopics

/// CONNECT that is refused (MQTT 5 sections 3.1.4 and 3.2.2.2).
extension Shard {
    /// Answers a CONNECT that could not be read, in the version that it names.
    ///
    /// Which faults get an answer, and which only the close, is as mosquitto has it: the
    /// specification leaves it open `[MQTT-3.1.4-1]` `[MQTT-3.2.2-7]`.
    func refuseConnect(_ error: DecodeError, from connection: Connection) {
        events.append(.refused(connection.slot, clientID: nil, .malformed(error)))
        if let reasonCode = answer(to: error, from: connection) {
            append(
                .connack(ConnAck(isSessionPresent: false, reasonCode: reasonCode)), to: connection)
        }
        if connection.phase != .closing { close(connection) }
    }

    /// Closes on a peer that waits for another protocol's answer, and would not read ours.
    func refuse(_ foreign: ForeignProtocol, from connection: Connection) {
        events.append(.refused(connection.slot, clientID: nil, .foreign(foreign)))
        close(connection)
    }

    /// The reason for a CONNACK; nil for silence.
    private func answer(to error: DecodeError, from connection: Connection) -> ReasonCode? {
        switch error {
        case .unsupportedProtocolVersion(let level):  // [MQTT-3.1.2-2]
            // A level before 5, or a known one under another protocol's name, can only be an old
            // client, which must be told in the form of 3.1.1; a later one knows MQTT 5's.
            connection.version = level & 0x7F <= ProtocolVersion.v5.rawValue ? .v311 : .v5
            return .unsupportedProtocolVersion
        case .packetTooLarge: return nil
        case .protocolError: return connection.version == .v5 ? .protocolError : nil
        case .malformed(let field):
            if connection.version != .v5 { return nil }
            switch field {
            case .clientID: return .clientIdentifierNotValid
            case .willTopic, .willPayload, .willQoS, .property, .propertyLength, .propertyValue,
                .repeatedProperty, .payload:
                return .malformedPacket
            default: return nil
            }
        }
    }

    /// Why a CONNECT that was read is refused before anybody asks who it is; nil if it is not.
    func rejection(of connect: Connect, on connection: Connection)
        -> (reason: RefusalReason, code: ReasonCode)?
    {
        let limits = settings.limits
        if let will = connect.will, let refusal = rejection(of: will, on: connection) {
            return refusal
        }
        if connect.clientID.utf8.count > limits.clientIDBytesMax {
            return (.clientIDNotAllowed, .clientIdentifierNotValid)
        }
        if connect.version != .v5, let max = limits.keepAliveSecondsMax,
            connect.keepAlive > max || connect.keepAlive == 0
        {
            return (
                .keepAliveTooLong(seconds: connect.keepAlive, max: max), .clientIdentifierNotValid
            )
        }
        return nil
    }

    private func rejection(of will: Will, on connection: Connection)
        -> (reason: RefusalReason, code: ReasonCode)?
    {
        if will.isRetained, !settings.isRetainAvailable {  // [MQTT-3.2.2-13]
            return (.retainNotAvailable, .retainNotSupported)
        }
        if will.qos > connection.qosMax {  // [MQTT-3.2.2-12]
            return (.qosNotAvailable(max: connection.qosMax), .qosNotSupported)
        }
        if TopicFilter.levelCount(of: will.topic.utf8.span) > settings.limits.topicLevelsMax {
            return (.malformed(.malformed(.willTopic)), .topicNameInvalid)
        }
        if let max = settings.limits.payloadBytesMax, will.payload.count > max {
            return (
                .willTooLong(limitBytes: max),
                connection.version == .v5 ? .packetTooLarge : .notAuthorized
            )
        }
        if settings.checksPayloadFormat, will.properties.payloadFormatIndicator == .utf8,
            !isText(will.payload.span)
        {
            return (.payloadFormatInvalid, .payloadFormatInvalid)
        }
        return nil
    }

    /// Answers CONNECT with a reason, and closes `[MQTT-3.2.2-7]`.
    func refuse(
        _ connect: Connect, from connection: Connection, _ reason: RefusalReason,
        reasonCode: ReasonCode
    ) {
        events.append(.refused(connection.slot, clientID: connect.clientID, reason))
        if connection.version == .v5 || reason.hasReturnCode {
            append(
                .connack(
                    ConnAck(
                        isSessionPresent: false, reasonCode: reasonCode,
                        properties: explanation(of: reason, on: connection))),
                to: connection)
        }
        if connection.phase != .closing { close(connection) }
    }

    /// Whether the bytes are UTF-8; unlike names they may contain U+0000.
    func isText(_ bytes: Span<UInt8>) -> Bool {
        (try? UTF8Span(validating: bytes)) != nil  // the error says where; nobody asks
    }
}

extension RefusalReason {
    /// Whether MQTT 3.1.1 has a return code for it; mosquitto closes without one otherwise.
    fileprivate var hasReturnCode: Bool {
        switch self {
        case .retainNotAvailable, .qosNotAvailable, .tooManySessions: false
        default: true
        }
    }
}
