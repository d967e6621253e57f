internal import CertificateJudgement

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
        let reading = PEMReading(text)
        for fault in reading.faults {
            if let line = fault.line { throw .malformed(line: line) }
        }
        return reading.blocks.map {
            PEMBlock(label: $0.label, bytes: $0.der, isEncrypted: $0.isEncrypted)
        }
    }
}
