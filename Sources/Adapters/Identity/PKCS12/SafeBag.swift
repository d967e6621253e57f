import SwiftASN1
import X509

/// One thing in a PKCS #12 file (RFC 7292 section 4.2).
enum SafeBag {
    /// By which readers know that a key and a certificate belong together, and what to call them.
    struct Mark {
        let name: String
        let keyID: [UInt8]
    }

    case certificate(Certificate, Mark?)
    /// A private key, encrypted already.
    case shroudedKey([UInt8], Mark)

    func der() throws -> [UInt8] {
        switch self {
        case .certificate(let certificate, let mark):
            let content = try PKCS12File.sequence([
                PKCS12File.identifier([1, 2, 840, 113_549, 1, 9, 22, 1]),
                PKCS12File.tagged(PKCS12File.octets(PKCS12File.der(certificate))),
            ])
            return try Self.bag([1, 2, 840, 113_549, 1, 12, 10, 1, 3], content, mark)
        case .shroudedKey(let content, let mark):
            return try Self.bag([1, 2, 840, 113_549, 1, 12, 10, 1, 2], content, mark)
        }
    }

    private static func bag(
        _ identifier: ASN1ObjectIdentifier, _ content: [UInt8], _ mark: Mark?
    ) throws -> [UInt8] {
        var parts = [try PKCS12File.identifier(identifier), try PKCS12File.tagged(content)]
        if let mark {
            parts.append(
                PKCS12File.set([
                    try attribute(
                        [1, 2, 840, 113_549, 1, 9, 20],
                        PKCS12File.der(ASN1BMPString(contentBytes: utf16(mark.name)[...]))),
                    try attribute(
                        [1, 2, 840, 113_549, 1, 9, 21], PKCS12File.octets(mark.keyID)),
                ]))
        }
        return try PKCS12File.sequence(parts)
    }

    private static func attribute(
        _ identifier: ASN1ObjectIdentifier, _ value: [UInt8]
    ) throws -> [UInt8] {
        try PKCS12File.sequence([PKCS12File.identifier(identifier), PKCS12File.set([value])])
    }

    static func utf16(_ text: String) -> [UInt8] {
        text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
}
