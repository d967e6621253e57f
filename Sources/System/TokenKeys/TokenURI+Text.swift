/// The address as it may be shown: everything but the PIN.
extension TokenURI: CustomStringConvertible, CustomReflectable {
    package var description: String {
        var path: [String] = []
        func add(_ name: String, _ value: String?) {
            if let value { path.append("\(name)=\(Self.encoded(Array(value.utf8)))") }
        }
        add("token", token)
        add("manufacturer", manufacturer)
        add("serial", serial)
        add("model", model)
        add("object", object)
        if let identifier {
            path.append("id=" + identifier.map { "%" + Self.hexadecimal($0) }.joined())
        }
        add("type", type?.rawValue)
        add("slot-id", slotNumber.map { "\($0)" })
        add("slot-description", slotDescription)
        add("slot-manufacturer", slotManufacturer)
        add("library-manufacturer", libraryManufacturer)
        add("library-description", libraryDescription)
        add("library-version", libraryVersion?.map { "\($0)" }.joined(separator: "."))
        return "pkcs11:" + path.joined(separator: ";")
    }

    /// Nothing that dumps a value finds the PIN in it.
    package var customMirror: Mirror { Mirror(self, children: ["address": description]) }

    /// A text that may hold an address with a PIN in it, without the PIN and all behind it.
    ///
    /// Where a PIN ends nobody can tell: whoever forgets to encode a `&` still means the PIN.
    package static func redacted(_ text: String) -> String {
        let letters = letters(of: Array(text.utf8))
        for (index, letter) in letters.enumerated() where letter.byte == UInt8(ascii: "p") {
            let rest = letters[index...].lazy.map(\.byte)
            let startsName = index == 0 || letters[index - 1].isSeparator
            let isSecret = secretNames.contains { rest.starts(with: $0.utf8) }
            if isSecret || startsName && rest.starts(with: "pin=".utf8) {
                return String(decoding: text.utf8.prefix(letter.place), as: UTF8.self)
                    + "pin-value=…"
            }
        }
        return text
    }

    /// How a PIN begins, and what is easily written in its place.
    private static let secretNames = ["pin-value=", "pin-value:", "pin_value=", "pinvalue="]

    /// A byte of a text in lower case, its percent-encoding undone, and where it began.
    private struct Letter {
        let byte: UInt8
        let place: Int

        var isSeparator: Bool { Array(":;?& ".utf8).contains(byte) }
    }

    private static func letters(of bytes: [UInt8]) -> [Letter] {
        var letters: [Letter] = []
        var place = 0
        while place < bytes.count {
            let encoded = PercentAttribute.encodedByte(bytes[place...].prefix(3))
            let byte = encoded ?? bytes[place]
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            letters.append(Letter(byte: isCapital ? byte | 0x20 : byte, place: place))
            place += encoded == nil ? 1 : 3
        }
        return letters
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            PercentAttribute.isPlain(byte)
                ? String(UnicodeScalar(byte)) : "%" + hexadecimal(byte)
        }.joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}
