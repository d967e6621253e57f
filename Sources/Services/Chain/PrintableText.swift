/// Text from outside, made safe for a terminal: what could steer one is shown as an escape.
package enum PrintableText {
    /// Bytes as text; what is no UTF-8 appears as `\xNN`.
    package static func escaping(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return escaping(text) }
        return bytes.reduce(into: "") { text, byte in
            let isPlain = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\\")
            text += isPlain ? String(Unicode.Scalar(byte)) : escape(byte)
        }
    }

    /// Text in which control characters, line separators and the marks that turn the writing
    /// direction appear as escapes.
    package static func escaping(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { safe, scalar in
            if scalar == "\\" {
                safe += "\\\\"
            } else if isPlain(scalar) {
                safe.unicodeScalars.append(scalar)
            } else {
                safe +=
                    scalar.isASCII
                    ? escape(UInt8(scalar.value)) : "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            false
        default: true
        }
    }

    private static func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.count == 1 ? "0" : "") + digits
    }
}
