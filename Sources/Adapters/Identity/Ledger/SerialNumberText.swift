/// Serial numbers as people and programs write them: `0A1B`, `0x0a1b`, `0A:1B`.
package enum SerialNumberText {
    /// Two uppercase digits for each byte.
    package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The bytes of a written number without leading zeros, nil when it is no such number.
    package static func bytes(_ text: String) -> [UInt8]? {
        var digits = text.lowercased().filter { $0 != ":" }
        if digits.hasPrefix("0x") { digits.removeFirst(2) }
        guard !digits.isEmpty, digits.utf8.count <= digitsMax else { return nil }
        if digits.utf8.count % 2 == 1 { digits = "0" + digits }
        var bytes: [UInt8] = []
        var rest = digits[...]
        while !rest.isEmpty {
            let pair = rest.prefix(2)
            guard pair.utf8.allSatisfy(isDigit), let byte = UInt8(pair, radix: 16) else {
                return nil
            }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return Array(bytes.drop { $0 == 0 })
    }

    // Far above X.509's twenty bytes.
    private static let digitsMax = 256

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
