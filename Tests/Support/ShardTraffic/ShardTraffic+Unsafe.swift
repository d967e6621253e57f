import BrokerCore
import MQTTPackets

extension ShardTraffic {
    /// Takes everything that waits on the connection, and puts down what its client answers.
    func send(on slot: ConnectionSlot, of shard: Shard) {
        var standing = OutboundStanding.goesOn
        while standing == .goesOn {
            var count = 0
            // Proof: the span is read before the shard is asked for anything else.
            if let bytes = unsafe shard.nextBytes(on: slot) {
                count = bytes.count
                answer(unsafe Span(_unsafeBytes: bytes))
            }
            standing = shard.noteSent(count, of: count, on: slot, now: now)
        }
    }

    /// Notes the acknowledgements that packets ask for.
    private func answer(_ bytes: Span<UInt8>) {
        var start = 0
        while start < bytes.count {
            var length = 0
            var shift = 0
            var body = start + 1
            while true {
                let byte = bytes[body]
                length |= Int(byte & 0x7F) << shift
                shift += 7
                body += 1
                if byte & 0x80 == 0 { break }
            }
            answer(bytes[start], at: body, in: bytes)
            start = body + length
        }
    }

    private func answer(_ firstByte: UInt8, at body: Int, in bytes: Span<UInt8>) {
        switch PacketType(rawValue: firstByte >> 4) {
        case .publish:
            deliveryCount += 1
            let qos = firstByte >> 1 & 3
            if qos == 0 { return }
            let topicLength = Int(bytes[body]) << 8 | Int(bytes[body + 1])
            acknowledge(qos == 1 ? 0x40 : 0x50, at: body + 2 + topicLength, in: bytes)
        case .pubrec: acknowledge(0x62, at: body, in: bytes)
        case .pubrel: acknowledge(0x70, at: body, in: bytes)
        default: break
        }
    }

    private func acknowledge(_ firstByte: UInt8, at packetID: Int, in bytes: Span<UInt8>) {
        answers.append(firstByte)
        answers.append(2)
        answers.append(bytes[packetID])
        answers.append(bytes[packetID + 1])
    }
}
