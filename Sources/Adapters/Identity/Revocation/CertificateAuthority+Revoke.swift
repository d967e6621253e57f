import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension CertificateAuthority {
    /// How far a broker's clock may be behind ours and still take the list for made.
    private static let clockTolerance: TimeInterval = 3_600

    /// Whether the certificate lets its key sign lists; one without key usage is not limited.
    package var mayRevoke: Bool {
        // An unreadable key usage allows nothing.
        (try? certificate.extensions.keyUsage?.cRLSign ?? true) ?? false
    }

    /// Signs a list of everything that the ledger says was taken back.
    ///
    /// Numbers grow from list to list, also when the last list is lost, because they are seconds.
    package func revocationList(
        of ledger: Ledger, after last: UInt64?, days: Int? = nil, now: Date
    ) throws(IdentityError) -> RevocationList {
        let end = certificate.notValidAfter
        let lifetime = try Lifetime(days: days ?? Lifetime.daysMax, now: now, noLaterThan: end)
        let seconds = UInt64(max(0, now.timeIntervalSince1970))
        let number = max(seconds, last.map { $0 == .max ? $0 : $0 + 1 } ?? 0)
        do {
            let body = try listBody(
                ledger, number: number, thisUpdate: now - Self.clockTolerance,
                nextUpdate: lifetime.notAfter)
            let algorithm = ListSignature.algorithm(for: KeyKind(key.publicKey))
            let signature = try key.sign(bytes: body, signatureAlgorithm: algorithm)
            var coder = DER.Serializer()
            try coder.appendConstructedNode(identifier: .sequence) { parts in
                parts.serializeRawBytes(body)
                try ListSignature.serialize(algorithm, into: &parts)
                try parts.serialize(ASN1BitString(bytes: signature.rawRepresentation[...]))
            }
            return try RevocationList(derEncoded: coder.serializedBytes)
        } catch {
            throw IdentityError(signing: error, subject: name)
        }
    }

    private func listBody(
        _ ledger: Ledger, number: UInt64, thisUpdate: Date, nextUpdate: Date
    ) throws -> [UInt8] {
        var coder = DER.Serializer()
        try coder.appendConstructedNode(identifier: .sequence) { parts in
            try parts.serialize(1)
            let algorithm = ListSignature.algorithm(for: KeyKind(key.publicKey))
            try ListSignature.serialize(algorithm, into: &parts)
            try parts.serialize(certificate.subject)
            try CalendarTime(thisUpdate).serialize(into: &parts)
            try CalendarTime(nextUpdate).serialize(into: &parts)
            try Self.serializeEntries(ledger, into: &parts)
            let tag = ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
            try parts.appendConstructedNode(identifier: tag) { tagged in
                try tagged.serialize(listExtensions(number: number))
            }
        }
        return coder.serializedBytes
    }

    // RFC 5280 section 5.1.2.6: without entries the whole field is absent.
    private static func serializeEntries(
        _ ledger: Ledger, into coder: inout DER.Serializer
    ) throws {
        guard ledger.entries.contains(where: \.isRevoked) else { return }
        try coder.appendConstructedNode(identifier: .sequence) { list in
            for entry in ledger.entries {
                guard case .revoked(let date, let reason) = entry.status else { continue }
                try list.appendConstructedNode(identifier: .sequence) { parts in
                    let number = Certificate.SerialNumber(bytes: entry.serialNumber)
                    try parts.serialize(number.bytes)
                    try CalendarTime(date).serialize(into: &parts)
                    if let reason = try reason.listExtension() {
                        try parts.serializeSequenceOf([reason])
                    }
                }
            }
        }
    }

    private func listExtensions(number: UInt64) throws -> ListExtensions {
        let authorityKey =
            try certificate.extensions.subjectKeyIdentifier
            ?? SubjectKeyIdentifier(hash: certificate.publicKey)
        let identifier = AuthorityKeyIdentifier(keyIdentifier: authorityKey.keyIdentifier)
        var coder = DER.Serializer()
        try coder.serialize(number)
        return ListExtensions(all: [
            try Certificate.Extension(identifier, critical: false),
            Certificate.Extension(
                oid: [2, 5, 29, 20], critical: false, value: coder.serializedBytes[...]),
        ])
    }
}

/// The extensions of a whole list.
private struct ListExtensions: DERSerializable {
    let all: [Certificate.Extension]

    func serialize(into coder: inout DER.Serializer) throws {
        try coder.serializeSequenceOf(all)
    }
}

extension RevocationReason {
    // "Unspecified" is said by saying nothing (RFC 5280 section 5.3.1).
    fileprivate func listExtension() throws -> Certificate.Extension? {
        if self == .unspecified { return nil }
        var coder = DER.Serializer()
        coder.appendPrimitiveNode(identifier: .enumerated) { $0.append(rawValue) }
        return Certificate.Extension(
            oid: [2, 5, 29, 21], critical: false, value: coder.serializedBytes[...])
    }
}
