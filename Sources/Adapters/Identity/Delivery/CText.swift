/// String literals of C.
enum CText {
    /// One literal that holds exactly these bytes.
    static func quoted(_ text: String) -> String {
        "\"" + text.utf8.map(escaped).joined() + "\""
    }

    /// A literal for each line, which the compiler joins.
    static func lines(_ text: String) -> String {
        text.split(separator: "\n").map { "    " + quoted("\($0)\n") }.joined(separator: "\n")
    }

    // Three octal digits end by themselves, so that no following digit is drawn in; a question mark
    // could begin a trigraph.
    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\n"): "\\n"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"):
            "\\" + String(Unicode.Scalar(byte))
        case 0x20...0x7E: String(Unicode.Scalar(byte))
        default:
            "\\" + [byte >> 6, byte >> 3 & 7, byte & 7].map { String($0) }.joined()
        }
    }
}
