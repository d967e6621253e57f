/// A file with the radio's keys: lines `name = value`, `#` begins a comment line.
///
/// A value is the text after the sign, or bytes in hexadecimal after `hex:`. Variables of the
/// environment go before the file.
package enum ChainKeyFile {
    private static let byteCountMax = 65_536

    /// Reads keys from the environment and, where it has none, from the file.
    package static func load(
        _ path: String?, environment: [String: String]
    ) throws(ChainKeysError) -> ChainKeys {
        var values: [ChainKeyName: [UInt8]] = [:]
        let isComplete = ChainKeyName.allCases.allSatisfy {
            environment[$0.environmentVariable] != nil
        }
        if let path, !isComplete {
            let (bytes, mode) = try PrivateFile.read(path, byteCountMax: byteCountMax)
            if mode & 0o007 != 0 {
                throw .readableByOthers(file: path, mode: "0" + String(mode & 0o777, radix: 8))
            }
            values = try parse(String(decoding: bytes, as: UTF8.self), file: path)
        }
        for name in ChainKeyName.allCases {
            guard let text = environment[name.environmentVariable] else { continue }
            guard let value = value(of: text) else {
                throw .badHexadecimal(file: name.environmentVariable, line: 1)
            }
            values[name] = value
        }
        func required(_ name: ChainKeyName) throws(ChainKeysError) -> [UInt8] {
            guard let value = values[name] else { throw .missing(name, file: path) }
            return value
        }
        return try ChainKeys(
            cipherKey: required(.cipherKey), initialisationVector: required(.initialisationVector),
            signingSecret: required(.signingSecret))
    }

    /// Makes a file with new random keys, readable by its owner alone, unless it is there.
    /// - Returns: whether it was made.
    package static func ensure(_ path: String) throws(ChainKeysError) -> Bool {
        var random = SystemRandomNumberGenerator()
        func hexadecimal(_ byteCount: Int) -> String {
            (0..<byteCount).map { _ in
                let digits = String(UInt8.random(in: 0...255, using: &random), radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
        }
        let text = """
            # The keys that gateway and receiver share. Whoever has them can read and forge frames.
            \(ChainKeyName.cipherKey.rawValue) = hex:\(hexadecimal(16))
            \(ChainKeyName.initialisationVector.rawValue) = hex:\(hexadecimal(16))
            \(ChainKeyName.signingSecret.rawValue) = hex:\(hexadecimal(32))

            """
        return try PrivateFile.create(path, Array(text.utf8))
    }

    /// Reads the lines of a key file.
    package static func parse(
        _ text: String, file: String
    ) throws(ChainKeysError) -> [ChainKeyName: [UInt8]] {
        var values: [ChainKeyName: [UInt8]] = [:]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let content = line.trimming(while: \.isWhitespace)
            if content.isEmpty || content.first == "#" { continue }
            guard let sign = content.firstIndex(of: "=") else {
                throw .notKeyValue(file: file, line: index + 1)
            }
            let word = String(content[..<sign].trimming(while: \.isWhitespace))
            guard let name = ChainKeyName(rawValue: word) else {
                throw .unknownName(file: file, line: index + 1, name: word)
            }
            if values[name] != nil { throw .repeated(file: file, line: index + 1, name) }
            let right = content[content.index(after: sign)...].trimming(while: \.isWhitespace)
            guard let value = value(of: String(right)) else {
                throw .badHexadecimal(file: file, line: index + 1)
            }
            values[name] = value
        }
        return values
    }

    private static func value(of text: String) -> [UInt8]? {
        guard text.hasPrefix("hex:") else { return Array(text.utf8) }
        let digits = Array(text.dropFirst(4))
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index].hexDigitValue,
                let low = digits[index + 1].hexDigitValue
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}

extension Substring {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        guard let first = firstIndex(where: { !isTrimmed($0) }),
            let last = lastIndex(where: { !isTrimmed($0) })
        else { return "" }
        return self[first...last]
    }
}
