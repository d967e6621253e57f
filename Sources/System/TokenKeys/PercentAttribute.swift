/// One `name=value` of an address, its value decoded (RFC 3986 section 2.1).
struct PercentAttribute {
    let name: String
    let value: [UInt8]

    /// Splits and decodes; `extraBytes` may stand for themselves beside what always may.
    /// - Parameter position: which attribute it is, from 1: what cannot be read is not shown.
    init(
        _ part: ArraySlice<UInt8>, position: Int, extraBytes: String
    ) throws(TokenURIFault) {
        if part.isEmpty { throw .empty(position: position) }
        guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else {
            throw .noValue(position: position)
        }
        let name = part[..<equals]
        guard !name.isEmpty, name.allSatisfy(Self.isNameByte) else {
            throw .name(position: position)
        }
        self.name = String(decoding: name, as: UTF8.self)
        value = try Self.decoded(
            part[(equals + 1)...], of: self.name, extraBytes: Array(extraBytes.utf8))
    }

    /// Whether a byte stands for itself everywhere: unreserved (RFC 3986), or one of those that
    /// RFC 7512 adds.
    static func isPlain(_ byte: UInt8) -> Bool {
        isNameByte(byte) || Array("._~:[]@!$'()*+,=".utf8).contains(byte)
    }

    /// The value as a text.
    func text() throws(TokenURIFault) -> String {
        guard let text = String(validating: value, as: UTF8.self) else {
            throw .value(name, .notUTF8)
        }
        return text
    }

    /// The value as a number of digits.
    func number() throws(TokenURIFault) -> UInt {
        guard !value.isEmpty, value.allSatisfy(Self.isDigit),
            let number = UInt(String(decoding: value, as: UTF8.self))
        else { throw .value(name, .notANumber) }
        return number
    }

    /// The value as `major` or `major.minor`.
    func version() throws(TokenURIFault) -> [UInt8] {
        let parts = value.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.allSatisfy(Self.isDigit) ? UInt8(String(decoding: part, as: UTF8.self)) : nil
        }
        guard numbers.count == parts.count, numbers.count <= 2 else {
            throw .value(name, .notAVersion)
        }
        return numbers.count == 1 ? numbers + [0] : numbers
    }

    /// The value as the path of a file, written as such or as a `file:` URI.
    func filePath() throws(TokenURIFault) -> String {
        let text = try text()
        if text.utf8.contains(0) { throw .value(name, .notAPath) }
        var path = Substring(text)
        if text.hasPrefix("|") { throw .value(name, .program) }
        if text.prefix(5).lowercased() == "file:" {
            path = path.dropFirst(5)
            if path.hasPrefix("//") {
                path = path.dropFirst(2)
                let host = path.prefix { $0 != "/" }
                guard host.isEmpty || host == "localhost" else { throw .value(name, .otherHost) }
                path = path.dropFirst(host.count)
            }
        } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") {
            throw .value(name, .otherScheme)
        }
        if path.isEmpty { throw .value(name, .notAPath) }
        return String(path)
    }

    /// The byte that a `%` and two digits stand for; nil where they are none.
    static func encodedByte(_ bytes: ArraySlice<UInt8>) -> UInt8? {
        let bytes = Array(bytes)
        guard bytes.count == 3, bytes[0] == UInt8(ascii: "%"), let high = digit(bytes[1]),
            let low = digit(bytes[2])
        else { return nil }
        return high << 4 | low
    }

    private static func decoded(
        _ bytes: ArraySlice<UInt8>, of name: String, extraBytes: [UInt8]
    ) throws(TokenURIFault) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.first {
            if byte == UInt8(ascii: "%") {
                guard let byte = encodedByte(rest.prefix(3)) else {
                    throw .value(name, .brokenEncoding)
                }
                decoded.append(byte)
                rest = rest.dropFirst(3)
                continue
            }
            rest = rest.dropFirst()
            if isPlain(byte) || extraBytes.contains(byte) {
                decoded.append(byte)
            } else {
                throw .value(name, .mustBeEncoded(byte))
            }
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
