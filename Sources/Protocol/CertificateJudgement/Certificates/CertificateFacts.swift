import Crypto
import SwiftASN1

/// What a certificate says (RFC 5280), read leniently: also what nobody should issue is readable.
package struct CertificateFacts: Hashable, Sendable {
    /// Larger ones are refused unread.
    package static let byteCountMax = 1 << 16

    /// The whole certificate.
    package let der: [UInt8]
    /// 1 to 3, or what the certificate claims.
    package let version: Int
    /// The serial number's bytes, most significant first.
    package let serialNumber: [UInt8]
    /// Who signed it.
    package let issuer: NameFacts
    /// Whom it names.
    package let subject: NameFacts
    /// Seconds since 1970 from which it is good.
    package let notBefore: Int64
    /// Seconds since 1970 until which it is good.
    package let notAfter: Int64
    /// Whose private half the subject holds.
    package let key: KeyFacts
    /// What the issuer's key made.
    package let signature: SignatureFacts
    /// All extensions; empty below version 3.
    package let extensions: ExtensionFacts
    /// SHA-256 of `der` as lowercase hexadecimal digits.
    package let fingerprint: String

    /// Reads one certificate.
    package init(der: [UInt8]) throws(CertificateFault) {
        guard der.count <= Self.byteCountMax else {
            throw .tooLarge(byteCountMax: Self.byteCountMax)
        }
        do {
            try self.init(reading: der)
        } catch {
            throw .notCertificate(offset: error.offset)
        }
    }

    private init(reading der: [UInt8]) throws(DERFault) {
        var parts = try DERNode(parsing: der[...]).children(of: .sequence)
        let signed = try parts.required()
        let algorithm = try SignatureAlgorithm(try parts.required())
        let value = try parts.required().bits()

        var fields = try signed.children(of: .sequence)
        version =
            try fields.next(ifTagged: 0).map { node throws(DERFault) in
                var inside = try node.children()
                return try inside.required().smallNumber() + 1
            } ?? 1
        serialNumber = Array(try fields.required().octets(of: .integer))
        _ = try fields.required().children(of: .sequence)
        issuer = try NameFacts(try fields.required())
        var validity = try fields.required().children(of: .sequence)
        notBefore = try validity.required().time()
        notAfter = try validity.required().time()
        subject = try NameFacts(try fields.required())
        key = try KeyFacts(try fields.required())
        // Unique identifiers of version 2, which nobody uses.
        _ = fields.next(ifTagged: 1)
        _ = fields.next(ifTagged: 2)
        extensions =
            try fields.next(ifTagged: 3).map { node throws(DERFault) in
                var inside = try node.children()
                return try ExtensionFacts(try inside.required())
            } ?? ExtensionFacts()

        self.der = der
        signature = SignatureFacts(
            algorithm: algorithm, value: Array(value), signed: Array(signed.bytes))
        fingerprint = HexadecimalText.lowercase(SHA256.hash(data: der))
    }

    /// Every DNS name of the subject alternative names.
    package var dnsNames: [String] { extensions.alternativeNames?.dnsNames ?? [] }

    /// Every address of the subject alternative names: 4 or 16 bytes each.
    package var addresses: [[UInt8]] { extensions.alternativeNames?.addresses ?? [] }

    /// Whether it says, rightly or not, that it signed itself: by its names alone.
    package var isSelfIssued: Bool { subject.isSame(as: issuer) }

    /// Whether this certificate's key made the other's signature, whatever the names say.
    package func verdict(onSignatureOf other: CertificateFacts) -> SignatureVerdict {
        key.verdict(on: other.signature)
    }

    /// Whether this certificate's key made the list's signature, whatever the names say.
    package func verdict(onSignatureOf list: RevocationListFacts) -> SignatureVerdict {
        key.verdict(on: list.signature)
    }
}
