/// Bytes as pairs of hexadecimal digits.
enum HexadecimalText {
    static func uppercase(_ bytes: some Sequence<UInt8>) -> String {
        text(bytes, digits: Array("0123456789ABCDEF"))
    }

    static func lowercase(_ bytes: some Sequence<UInt8>) -> String {
        text(bytes, digits: Array("0123456789abcdef"))
    }

    private static func text(_ bytes: some Sequence<UInt8>, digits: [Character]) -> String {
        var text = ""
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}
