import MQTTPackets

/// Reasons in words, for clients that asked for them with Request Problem Information 1. Others get
/// the short forms `[MQTT-3.1.2-29]`.
extension Shard {
    /// The Reason String of an answer with that code; none for success.
    func explanation(of reasonCode: ReasonCode, on connection: Connection) -> Properties {
        if !connection.wantsReasonStrings || !reasonCode.isError { return [] }
        return [.reasonString(ReasonText.sentence(reasonCode))]
    }

    /// The Reason String of an answer with those codes, about the first that refuses.
    func explanation(of reasonCodes: [ReasonCode], on connection: Connection) -> Properties {
        guard let first = reasonCodes.first(where: \.isError) else { return [] }
        return explanation(of: first, on: connection)
    }

    /// The Reason String of a DISCONNECT.
    func explanation(
        of reason: EndReason, _ reasonCode: ReasonCode, on connection: Connection
    ) -> Properties {
        if !connection.wantsReasonStrings { return [] }
        return [.reasonString(ReasonText.sentence(reason, reasonCode))]
    }

    /// The Reason String of a CONNACK that refuses.
    func explanation(
        of reason: RefusalReason, _ reasonCode: ReasonCode, on connection: Connection
    ) -> Properties {
        if !connection.wantsReasonStrings { return [] }
        return [.reasonString(ReasonText.sentence(reason, reasonCode))]
    }
}

extension Packet {
    /// The same packet without its Reason String, which the receiver's Maximum Packet Size may
    /// forbid `[MQTT-3.14.2-3]`; nil when it has none.
    var withoutReasonString: Packet? {
        func isShorter(_ properties: inout Properties) -> Bool {
            if properties.reasonString == nil { return false }
            properties.reasonString = nil
            return true
        }
        switch self {
        case .connack(var body): return isShorter(&body.properties) ? .connack(body) : nil
        case .puback(var body): return isShorter(&body.properties) ? .puback(body) : nil
        case .pubrec(var body): return isShorter(&body.properties) ? .pubrec(body) : nil
        case .pubrel(var body): return isShorter(&body.properties) ? .pubrel(body) : nil
        case .pubcomp(var body): return isShorter(&body.properties) ? .pubcomp(body) : nil
        case .suback(var body): return isShorter(&body.properties) ? .suback(body) : nil
        case .unsuback(var body): return isShorter(&body.properties) ? .unsuback(body) : nil
        case .disconnect(var body): return isShorter(&body.properties) ? .disconnect(body) : nil
        default: return nil
        }
    }
}
