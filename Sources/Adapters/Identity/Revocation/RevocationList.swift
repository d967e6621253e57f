import SwiftASN1
package import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A certificate revocation list (RFC 5280 section 5).
package struct RevocationList: Sendable {
    /// One certificate that was taken back.
    package struct Entry: Hashable, Sendable {
        /// Without leading zeros.
        package let serialNumber: [UInt8]
        /// Since when.
        package let date: Date
        /// Why.
        package let reason: RevocationReason
    }

    /// The whole list.
    package let der: [UInt8]
    /// Whose certificates it speaks of.
    let issuer: DistinguishedName
    /// When it was made.
    package let thisUpdate: Date
    /// When verifiers begin to refuse everything because the list is too old; nil: never.
    package let nextUpdate: Date?
    /// Grows from list to list; nil when there is none or it is beyond 64 bits.
    package let number: UInt64?
    /// What was taken back, in the list's order.
    package let entries: [Entry]

    /// The part that the signature covers, and how it was signed.
    let signedBytes: ArraySlice<UInt8>
    let signature: ASN1BitString
    let signatureAlgorithm: ASN1ObjectIdentifier

    /// The PEM label of a list (RFC 7468).
    static let label = "X509 CRL"
    /// Everybody may read it.
    static let mode: UInt32 = 0o644

    /// The issuer's whole name.
    package var issuerText: String { issuer.description }

    /// Whether this authority signed the list: by its name and by its key.
    package func isSigned(by authority: Certificate) -> Bool {
        guard issuer == authority.subject,
            let algorithm = ListSignature.algorithm(signatureAlgorithm),
            let signature = try? Certificate.Signature(  // Unreadable: signed by nobody.
                signatureAlgorithm: algorithm, signatureBytes: signature)
        else { return false }
        return authority.publicKey.isValidSignature(
            signature.rawRepresentation, for: signedBytes, signatureAlgorithm: algorithm)
    }

    /// Reads the first list of a PEM file.
    package init(reading path: String) throws(IdentityError) {
        let blocks = try PEMBlock.blocks(inFile: path)
        guard let block = blocks.first(where: { $0.label == Self.label }) else {
            throw .pem(path: path, .noBlock(label: Self.label))
        }
        do {
            self = try RevocationList(derEncoded: block.bytes)
        } catch {
            throw .pem(path: path, .unsupported(label: block.label))
        }
    }

    /// Writes the list as PEM, whole or not at all.
    package func write(to path: String) throws(IdentityError) {
        let text = PEMDocument(type: Self.label, derBytes: der).pemString + "\n"
        try AtomicFile.write(Array(text.utf8), to: path, mode: Self.mode, replacing: true)
    }
}
