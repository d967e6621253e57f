/// Bytes as tests write them: `20 02 00 00`.
package enum HexText {
    /// The bytes of the text; blanks are free, and `'…'` stands for the characters' UTF-8.
    /// - Throws: ``ProbeFailure`` that names what is no pair of hexadecimal digits.
    package static func bytes(_ text: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var isQuoted = false
        for part in text.split(separator: "'", omittingEmptySubsequences: false) {
            if isQuoted {
                bytes += Array(part.utf8)
            } else {
                bytes += try digits(part)
            }
            isQuoted.toggle()
        }
        return bytes
    }

    /// The text of the bytes.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: " ")
    }

    private static func digits(_ text: Substring) throws -> [UInt8] {
        let digits = text.filter { !$0.isWhitespace }
        var bytes: [UInt8] = []
        var rest = digits[...]
        while !rest.isEmpty {
            guard rest.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16) else {
                throw ProbeFailure("no hexadecimal bytes: \(text)")
            }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
