import MQTTPackets

/// The recipients of a message as the bytes that are kept on disk, about six for each.
///
/// Each is: session and ordinal as LEB128 numbers; a byte with QoS in bits 0 and 1, RETAIN in bit
/// 2, "has identifiers" in bit 3, "has a shared filter" in bit 4; then the number of identifiers
/// and each of them, the length of the filter and its bytes.
package struct RecipientList: Equatable, Sendable {
    package private(set) var bytes: [UInt8] = []

    /// No recipient.
    package init() {}

    /// As read from disk; what is broken ends the list.
    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// Adds a recipient.
    package mutating func append(_ recipient: Recipient) {
        append(recipient.session)
        append(recipient.ordinal)
        var flags = recipient.qos.rawValue
        if recipient.isRetained { flags |= 4 }
        if !recipient.subscriptionIdentifiers.isEmpty { flags |= 8 }
        if !recipient.sharedFilter.isEmpty { flags |= 16 }
        bytes.append(flags)
        if !recipient.subscriptionIdentifiers.isEmpty {
            append(UInt64(recipient.subscriptionIdentifiers.count))
            for identifier in recipient.subscriptionIdentifiers { append(UInt64(identifier)) }
        }
        if !recipient.sharedFilter.isEmpty {
            append(UInt64(recipient.sharedFilter.count))
            bytes += recipient.sharedFilter
        }
    }

    /// Every recipient; nil when the bytes are no list.
    package var all: [Recipient]? {
        var recipients: [Recipient] = []
        var reader = Reader(bytes: bytes)
        while !reader.isAtEnd {
            guard let recipient = reader.recipient() else { return nil }
            recipients.append(recipient)
        }
        return recipients
    }

    private mutating func append(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private struct Reader {
        let bytes: [UInt8]
        private var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }

        mutating func recipient() -> Recipient? {
            guard let session = number(), let ordinal = number(), let flags = byte(),
                let qos = QoS(rawValue: flags & 3)
            else { return nil }
            var identifiers: [UInt32] = []
            if flags & 8 != 0 {
                guard let count = number(), count <= UInt64(bytes.count) else { return nil }
                for _ in 0..<count {
                    guard let identifier = number().flatMap(UInt32.init(exactly:)) else {
                        return nil
                    }
                    identifiers.append(identifier)
                }
            }
            var filter: [UInt8] = []
            if flags & 16 != 0 {
                guard let count = number(), count <= UInt64(bytes.count - position) else {
                    return nil
                }
                filter = Array(bytes[position..<position + Int(count)])
                position += Int(count)
            }
            return Recipient(
                session: session, ordinal: ordinal, qos: qos, isRetained: flags & 4 != 0,
                subscriptionIdentifiers: identifiers, sharedFilter: filter)
        }

        private mutating func byte() -> UInt8? {
            if isAtEnd { return nil }
            defer { position += 1 }
            return bytes[position]
        }

        private mutating func number() -> UInt64? {
            var value: UInt64 = 0
            var shift: UInt64 = 0
            while let next = byte(), shift < 64 {
                value |= UInt64(next & 0x7F) << shift
                if next & 0x80 == 0 { return value }
                shift += 7
            }
            return nil
        }
    }
}
