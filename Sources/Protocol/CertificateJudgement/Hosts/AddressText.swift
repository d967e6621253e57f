/// Addresses of the internet protocol as people write them.
package enum AddressText {
    /// Four or sixteen bytes; nil when the text is no address.
    package static func bytes(of text: some StringProtocol) -> [UInt8]? {
        text.contains(":") ? sixteenBytes(of: String(text)) : fourBytes(of: String(text))
    }

    /// `192.168.56.101` or `fe80::1` (RFC 5952); other lengths as hexadecimal digits.
    package static func text(of bytes: [UInt8]) -> String {
        switch bytes.count {
        case 4: return bytes.map { "\($0)" }.joined(separator: ".")
        case 16:
            return text(
                ofGroups: stride(from: 0, to: 16, by: 2).map { place in
                    UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])
                })
        default: return HexadecimalText.lowercase(bytes)
        }
    }

    /// The longest run of zeros, the first of equals, is left out.
    private static func text(ofGroups groups: [UInt16]) -> String {
        var longest = 0..<0
        var start = 0
        for (place, group) in groups.enumerated() {
            if group != 0 { start = place + 1 }
            if place + 1 - start > max(longest.count, 1) { longest = start..<place + 1 }
        }
        let words = groups.map { String($0, radix: 16) }
        guard !longest.isEmpty else { return words.joined(separator: ":") }
        return words[..<longest.lowerBound].joined(separator: ":") + "::"
            + words[longest.upperBound...].joined(separator: ":")
    }

    private static func fourBytes(of text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part in
            part.count <= 3 && part.allSatisfy(\.isNumber) ? UInt8(part) : nil
        }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func sixteenBytes(of text: String) -> [UInt8]? {
        guard text.utf8.count <= 45 else { return nil }
        let text = text.prefix { $0 != "%" }
        let gap = text.firstRange(of: "::")
        guard let gap else {
            let bytes = groups(of: text)
            return bytes?.count == 16 ? bytes : nil
        }
        guard let before = groups(of: text[..<gap.lowerBound]),
            let after = groups(of: text[gap.upperBound...]), before.count + after.count <= 14
        else { return nil }
        let missing = 16 - before.count - after.count
        return before + [UInt8](repeating: 0, count: missing) + after
    }

    /// The last group may be an address of four bytes.
    private static func groups(of text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (place, part) in parts.enumerated() {
            if place == parts.count - 1, part.contains(".") {
                guard let four = fourBytes(of: String(part)) else { return nil }
                bytes += four
            } else {
                guard (1...4).contains(part.utf8.count), let group = UInt16(part, radix: 16) else {
                    return nil
                }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes
    }
}
