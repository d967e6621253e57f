/// Random names.
enum RandomText {
    /// `2 * byteCount` hexadecimal digits of the system's random source.
    static func hexadecimal(byteCount: Int) -> String {
        (0..<byteCount).map { _ in
            let digits = String(UInt8.random(in: .min ... .max), radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
