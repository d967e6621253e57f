/// A private key as a token lists it.
package struct TokenObject: Hashable, Sendable, CustomStringConvertible {
    /// CKA_LABEL.
    package var label: String
    /// CKA_ID.
    package var identifier: [UInt8]

    /// How an address would name it.
    package var description: String {
        let digits = identifier.map { byte in
            let text = String(byte, radix: 16)
            return "%" + (text.count == 1 ? "0" + text : text)
        }.joined()
        return digits.isEmpty ? "'\(label)'" : "'\(label)' (id=\(digits))"
    }
}
