import MQTTPackets

/// Packets of a client that the broker has taken and not answered yet.
struct OwedAnswers {
    /// An answer of that type, with that identifier and so many reason codes.
    private struct Answer: Hashable {
        let type: PacketType
        var packetID: UInt16 = 0
        /// Nil where the type has no list of them.
        var reasonCodesCount: Int?
    }

    private var counts: [Answer: Int] = [:]

    var isEmpty: Bool { counts.isEmpty }

    /// Whether nothing but PUBACK and PUBREC is owed.
    var isEmptyButPublishes: Bool {
        counts.keys.allSatisfy { $0.type == .puback || $0.type == .pubrec }
    }

    /// Notes what the client's packet asks for.
    mutating func note(_ packet: Packet) {
        guard let answer = answer(to: packet) else { return }
        counts[answer, default: 0] += 1
    }

    /// Whether such an answer is owed.
    func contains(_ packet: Packet) -> Bool { counts[Self.answer(packet)] != nil }

    /// Takes an answer of the broker, which must be owed.
    mutating func settle(_ packet: Packet) {
        let answer = Self.answer(packet)
        guard let count = counts[answer] else {
            preconditionFailure("nobody asked for this \(packet)")
        }
        counts[answer] = count == 1 ? nil : count - 1
    }

    private func answer(to packet: Packet) -> Answer? {
        switch packet {
        case .publish(let publish):
            switch publish.qos {
            case .atMostOnce: nil
            case .atLeastOnce: Answer(type: .puback, packetID: publish.packetID?.rawValue ?? 0)
            case .exactlyOnce: Answer(type: .pubrec, packetID: publish.packetID?.rawValue ?? 0)
            }
        case .pubrec(let body) where !body.reasonCode.isError:
            Answer(type: .pubrel, packetID: body.packetID.rawValue)
        case .pubrel(let body): Answer(type: .pubcomp, packetID: body.packetID.rawValue)
        case .subscribe(let body):
            Answer(
                type: .suback, packetID: body.packetID.rawValue,
                reasonCodesCount: body.subscriptions.count)
        case .unsubscribe(let body): Answer(type: .unsuback, packetID: body.packetID.rawValue)
        case .pingreq: Answer(type: .pingresp)
        default: nil
        }
    }

    private static func answer(_ packet: Packet) -> Answer {
        switch packet {
        case .puback(let body), .pubrec(let body), .pubrel(let body), .pubcomp(let body):
            Answer(type: packet.type, packetID: body.packetID.rawValue)
        case .suback(let body):
            Answer(
                type: .suback, packetID: body.packetID.rawValue,
                reasonCodesCount: body.reasonCodes.count)
        case .unsuback(let body): Answer(type: .unsuback, packetID: body.packetID.rawValue)
        default: Answer(type: packet.type)
        }
    }
}
