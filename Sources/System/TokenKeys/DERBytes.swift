/// The few shapes of DER that keys and signatures have (X.690).
enum DERBytes {
    static func sequence(_ content: [UInt8]) -> [UInt8] { [0x30] + counted(content) }

    static func bitString(_ content: [UInt8]) -> [UInt8] { [0x03] + counted([0] + content) }

    /// A number without sign, of big-endian bytes.
    static func integer(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        let needsZero = digits.first.map { $0 >= 0x80 } ?? true
        return [0x02] + counted((needsZero ? [0] : []) + digits)
    }

    /// An ECDSA signature: from both numbers side by side to a SEQUENCE of them.
    static func signature(raw: [UInt8]) -> [UInt8]? {
        if raw.isEmpty || raw.count % 2 != 0 { return nil }
        let half = raw.count / 2
        return sequence(integer(raw[..<half]) + integer(raw[half...]))
    }

    /// What an OCTET STRING holds; nil for anything else.
    static func octetString(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > 2, bytes[0] == 0x04 else { return nil }
        if bytes[1] < 0x80 {
            return bytes.count == 2 + Int(bytes[1]) ? Array(bytes[2...]) : nil
        }
        guard bytes[1] == 0x81, bytes.count == 3 + Int(bytes[2]) else { return nil }
        return Array(bytes[3...])
    }

    private static func counted(_ content: [UInt8]) -> [UInt8] {
        if content.count < 0x80 { return [UInt8(content.count)] + content }
        var digits: [UInt8] = []
        var count = content.count
        while count > 0 {
            digits.insert(UInt8(truncatingIfNeeded: count), at: 0)
            count >>= 8
        }
        return [0x80 | UInt8(digits.count)] + digits + content
    }
}
