/// Bytes as a test writes them.
enum Hexadecimal {
    /// The bytes of pairs of digits, with any spaces between the pairs.
    static func bytes(_ text: String) throws -> [UInt8] {
        let digits = Array(text.utf8.filter { $0 != UInt8(ascii: " ") })
        if digits.count % 2 != 0 { throw ScriptFailure("'\(text)' has half a byte") }
        return try stride(from: 0, to: digits.count, by: 2).map { index in
            let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else {
                throw ScriptFailure("'\(pair)' is no byte")
            }
            return byte
        }
    }
}
