import MQTTPackets

/// What the codec alone makes of bytes: the measure for what a broker may make of them.
struct WholePackets {
    /// What stands at the start.
    enum First {
        case legal
        case illegal
        case incomplete
    }

    private(set) var first = First.incomplete
    /// Topic and payload of every message in a whole PUBLISH, and of the wills.
    private(set) var messages: [Message] = []

    /// One message.
    struct Message: Equatable {
        let topic: String
        let payload: [UInt8]
    }

    /// Reads to the first fault or the end.
    init(_ bytes: [UInt8], _ version: ProtocolVersion) {
        var position = 0
        do throws(DecodeError) {
            while let header = try FixedHeader.scan(bytes.span, at: position, version: version),
                position + header.frameLength <= bytes.count
            {
                let end = position + header.frameLength
                let packet = try Packet(
                    frame: bytes.span.extracting(position..<end), header: header,
                    version: header.type == .connect ? .v5 : version)
                position = end
                first = .legal
                switch packet {
                case .publish(let publish):
                    messages.append(Message(topic: publish.topic, payload: publish.payload))
                case .connect(let connect):
                    if let will = connect.will {
                        messages.append(Message(topic: will.topic, payload: will.payload))
                    }
                default: break
                }
            }
        } catch {
            if first == .incomplete { first = .illegal }
        }
    }
}
