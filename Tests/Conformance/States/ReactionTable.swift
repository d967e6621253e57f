import MQTTPackets

/// What must happen when a packet of each type, as ``StatePacket`` has it, comes in each state.
enum ReactionTable {
    /// The table's cell.
    static func reaction(
        to type: UInt8, in state: ConnectionState, _ version: ProtocolVersion
    ) -> Reaction {
        switch state {
        case .beforeConnect: beforeConnect(type, version)
        case .authenticating: authenticating(type)
        case .awaitingRefusal:  // and nothing that came behind CONNECT is served
            .end(version == .v5 ? "20 03 00 87 00" : "20 02 00 05")
        case .moving, .awaitingVerdict: connected(type, version).after(connAck(version))
        case .awaitingStep: connected(type, version).after(connAckOfExchange)
        case .stalledOnQueue:  // first the message that had to wait; MQTT 5 was told to its face
            connected(type, version).after(version == .v5 ? "" : "40 02 00 02")
        case .connected, .stalledOnShard, .awaitingSecondStep: connected(type, version)
        case .awaitingSubAck: type == 8 ? .nothing : connected(type, version)
        case .awaitingJournal: awaitingJournal[type] ?? connected(type, version)
        case .receivingExactlyOnce:
            receivingExactlyOnce[type] ?? connected(type, version)
        case .awaitingPubrec:
            (version == .v5 ? awaitingPubrec : awaitingPubrecBefore5)[type]
                ?? connected(type, version)
        case .awaitingPubcomp:
            (version == .v5 ? awaitingPubcomp : awaitingPubcompBefore5)[type]
                ?? connected(type, version)
        case .reauthenticating: reauthenticating[type] ?? connected(type, version)
        case .disconnecting, .closing, .closed: .close  // nobody reads it
        }
    }

    /// What follows at the latest when what the state waits for has happened, unless the packet
    /// ended the connection.
    static func later(
        than type: UInt8, in state: ConnectionState, _ version: ProtocolVersion
    ) -> String {
        if reaction(to: type, in: state, version).isEnd { return "" }
        return switch state {
        case .awaitingSecondStep: "F0 {00 [15 ('M') 16 (04)]}"
        case .awaitingSubAck:
            "90 {00 07 [] 00}" + (type == 8 ? connected(type, version).answer : "")
        case .awaitingJournal:
            "40 02 00 09"
                + (awaitingJournal[type] == nil ? "" : connected(type, version).answer)
        default: ""
        }
    }

    // MARK: Before CONNACK

    /// Only CONNECT may come first `[MQTT-3.1.0-1]`.
    private static func beforeConnect(_ type: UInt8, _ version: ProtocolVersion) -> Reaction {
        type == 1 ? .answer(connAck(version)) : .close
    }

    /// Only AUTH and DISCONNECT may come now `[MQTT-3.1.2-30]`.
    private static func authenticating(_ type: UInt8) -> Reaction {
        switch type {
        case 0: .end("20 03 00 81 00")
        case 14: .close
        case 15: .answer(connAckOfExchange)
        default: .end("20 03 00 82 00")
        }
    }

    private static func connAck(_ version: ProtocolVersion) -> String {
        version == .v5
            ? "20 {00 00 [22 00 0A 27 00 1E 84 80 21 00 14]}" : "20 02 00 00"
    }

    private static let connAckOfExchange =
        "20 {00 00 [22 00 0A 15 ('M') 16 (04) 27 00 1E 84 80 21 00 14]}"

    // MARK: After CONNACK

    private static func connected(_ type: UInt8, _ version: ProtocolVersion) -> Reaction {
        (version == .v5 ? connected : connectedBefore5)[Int(type)]
    }

    private static let malformed = Reaction.end("E0 01 81")
    private static let unexpected = Reaction.end("E0 01 82")

    private static let connected: [Reaction] = [
        malformed,  // type 0
        unexpected,  // CONNECT again
        unexpected,  // CONNACK
        .routed("50 02 00 01"),  // PUBLISH of QoS 2
        .nothing,  // PUBACK of nothing
        .answer("62 03 00 01 92"),  // PUBREC of nothing
        .answer("70 03 00 01 92"),  // PUBREL of nothing
        .nothing,  // PUBCOMP of nothing
        .answer("90 04 00 01 00 00"),  // SUBSCRIBE
        unexpected,  // SUBACK
        .answer("B0 04 00 01 00 11"),  // UNSUBSCRIBE of nothing
        unexpected,  // UNSUBACK
        .answer("D0 00"),  // PINGREQ
        unexpected,  // PINGRESP
        .close,  // DISCONNECT
        unexpected,  // AUTH that nobody asked for
    ]

    private static let connectedBefore5: [Reaction] = [
        .close,  // type 0
        .close,  // CONNECT again
        .close,  // CONNACK
        .routed("50 02 00 01"),  // PUBLISH of QoS 2
        .nothing,  // PUBACK of nothing
        .answer("62 02 00 01"),  // PUBREC of nothing
        .answer("70 02 00 01"),  // PUBREL of nothing
        .nothing,  // PUBCOMP of nothing
        .answer("90 03 00 01 00"),  // SUBSCRIBE
        .close,  // SUBACK
        .answer("B0 02 00 01"),  // UNSUBSCRIBE
        .close,  // UNSUBACK
        .answer("D0 00"),  // PINGREQ
        .close,  // PINGRESP
        .close,  // DISCONNECT
        .close,  // type 15
    ]

    /// The same identifier again is the same message, until it is released `[MQTT-4.3.3-10]`.
    private static let receivingExactlyOnce: [UInt8: Reaction] = [
        3: .answer("50 02 00 01"), 6: .answer("70 02 00 01"),
    ]

    private static let awaitingPubrec: [UInt8: Reaction] = [
        4: unexpected, 5: .answer("62 02 00 01"), 7: unexpected,
    ]
    private static let awaitingPubrecBefore5: [UInt8: Reaction] = [4: .close, 7: .close]

    private static let awaitingPubcomp: [UInt8: Reaction] = [
        4: unexpected, 5: .answer("62 02 00 01"), 7: .nothing,
    ]
    private static let awaitingPubcompBefore5: [UInt8: Reaction] = [4: .close]

    private static let reauthenticating: [UInt8: Reaction] = [
        15: .answer("F0 {00 [15 ('M') 16 (04)]}")
    ]

    /// Whatever acknowledges something waits; everything else goes on.
    private static let awaitingJournal: [UInt8: Reaction] = [
        3: .routed(""), 5: .nothing, 6: .nothing, 8: .nothing, 10: .nothing,
    ]
}
