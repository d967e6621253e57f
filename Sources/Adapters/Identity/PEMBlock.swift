#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One `BEGIN … END` block of a PEM file, read as leniently as OpenSSL reads it.
///
/// Text around the blocks, CRLF, a byte order mark and several blocks in one file are all met in
/// practice (`openssl x509 -text`, `openssl ecparam -genkey`) and all refused by stricter readers.
package struct PEMBlock: Hashable, Sendable {
    /// The words after BEGIN, such as `EC PRIVATE KEY`.
    package let label: String
    /// The decoded body.
    package let bytes: [UInt8]
    /// Whether a passphrase protects the body (RFC 1421 header, or PKCS #8's own label).
    package let isEncrypted: Bool

    /// All blocks of a file in order; a file without any gives an empty array.
    package static func blocks(in text: [UInt8]) throws(PEMFault) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var open: OpenBlock?
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, lineBytes) in lines.enumerated() {
            let line = trimmed(lineBytes)
            if var block = open {
                if line == "-----END \(block.label)-----" {
                    blocks.append(try block.closed())
                    open = nil
                } else {
                    try block.append(line, number: index + 1)
                    open = block
                }
            } else if line.hasPrefix("-----BEGIN "), line.hasSuffix("-----") {
                open = OpenBlock(
                    label: String(line.dropFirst(11).dropLast(5)), firstLine: index + 1)
            }
        }
        if let open { throw .malformed(line: open.firstLine) }
        return blocks
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> String {
        let isBlank = { (byte: UInt8) in byte <= UInt8(ascii: " ") }
        var rest = line.starts(with: byteOrderMark) ? line.dropFirst(byteOrderMark.count) : line
        rest = rest.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

/// A block whose END line has not been met yet.
private struct OpenBlock {
    let label: String
    let firstLine: Int
    var body = ""
    var isEncrypted = false

    mutating func append(_ line: String, number: Int) throws(PEMFault) {
        if line.hasPrefix("-----") { throw .malformed(line: number) }
        if line.contains(":") {
            isEncrypted = isEncrypted || line.hasPrefix("Proc-Type:") && line.contains("ENCRYPTED")
        } else {
            body += line
        }
    }

    func closed() throws(PEMFault) -> PEMBlock {
        guard let bytes = Data(base64Encoded: body) else { throw .malformed(line: firstLine) }
        return PEMBlock(
            label: label, bytes: [UInt8](bytes),
            isEncrypted: isEncrypted || label == "ENCRYPTED PRIVATE KEY")
    }
}
