extension PINSource {
    /// The longest PIN that is read from a file.
    static let bytesMax = 1_024

    /// What an operator should hear before the PIN is used, nil when all is well.
    package var caution: PINCaution? {
        switch self {
        case .value: .inAddress
        case .file(let path): PINFile.isReadableByOthers(path) ? .readableByOthers(path) : nil
        }
    }

    /// The PIN, without the end of the file's line.
    func read() throws(TokenFault) -> [UInt8] {
        switch self {
        case .value(let bytes): return bytes
        case .file(let path):
            var bytes = try PINFile.read(path, bytesMax: Self.bytesMax)
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            return bytes
        }
    }
}
