/// Base64 with padding (RFC 4648 section 4), which Foundation would bring otherwise.
enum Base64 {
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                let digit = digits[Int(bits >> (6 * (3 - place)) & 0x3F)]
                text.append(place <= group.count ? digit : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for anything that ``text(of:)`` does not make.
    static func bytes(of text: Substring) -> [UInt8]? {
        let characters = Array(text.utf8)
        if characters.count % 4 != 0 { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: characters.count, by: 4) {
            let group = characters[start..<start + 4]
            let paddingCount = group.reversed().prefix { $0 == padding }.count
            if paddingCount > 2 || paddingCount > 0 && start + 4 < characters.count { return nil }
            var bits: UInt32 = 0
            for character in group {
                let digit = character == padding ? 0 : digits.firstIndex(of: character)
                guard let digit else { return nil }
                bits = bits << 6 | UInt32(digit)
            }
            for place in 0..<3 - paddingCount {
                bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * (2 - place))))
            }
        }
        return self.text(of: bytes) == text ? bytes : nil
    }
}
