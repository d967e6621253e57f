/// Why there are no keys for the radio; the text never holds any part of a key.
package enum ChainKeysError: Error, Hashable, Sendable, CustomStringConvertible {
    case wrongLength(ChainKeyName, byteCount: Int)
    case missing(ChainKeyName, file: String?)
    case unreadable(file: String, reason: String)
    /// Everybody on the machine may read the file.
    case readableByOthers(file: String, mode: String)
    case notKeyValue(file: String, line: Int)
    case unknownName(file: String, line: Int, name: String)
    case repeated(file: String, line: Int, ChainKeyName)
    case badHexadecimal(file: String, line: Int)
    case notWritable(file: String, reason: String)

    package var description: String {
        switch self {
        case .wrongLength(let name, let count):
            "\(name.rawValue) has \(count) bytes; "
                + (name == .signingSecret ? "it must have at least 1" : "AES-128 needs 16")
        case .missing(let name, let file?):
            "\(file): no line '\(name.rawValue) = …', and no \(name.environmentVariable) either"
        case .missing(let name, nil):
            "no \(name.rawValue): name a key file with --keys, or set \(name.environmentVariable)"
        case .unreadable(let file, let reason): "key file \(file) cannot be read: \(reason)"
        case .readableByOthers(let file, let mode):
            "key file \(file) has mode \(mode): every user of this machine can read the keys; "
                + "chmod 600 \(file)"
        case .notKeyValue(let file, let line): "\(file):\(line): expected 'name = value'"
        case .unknownName(let file, let line, let name):
            "\(file):\(line): unknown name '\(PrintableText.escaping(name))'; known are "
                + ChainKeyName.allCases.map(\.rawValue).joined(separator: ", ")
        case .repeated(let file, let line, let name):
            "\(file):\(line): \(name.rawValue) is there twice"
        case .badHexadecimal(let file, let line):
            "\(file):\(line): after 'hex:' stand pairs of hexadecimal digits"
        case .notWritable(let file, let reason): "key file \(file) cannot be made: \(reason)"
        }
    }
}
