package import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension CertificateAuthority {
    /// Signs a certificate for somebody's public key, ending no later than the authority itself.
    ///
    /// A renewal keeps the whole subject, for which others may have written rules.
    package func issue(
        _ profile: LeafProfile, for publicKey: Certificate.PublicKey, days: Int, now: Date,
        renewing old: Certificate? = nil
    ) throws(IdentityError) -> Certificate {
        let lifetime = try Lifetime(
            days: days, now: now, noLaterThan: certificate.notValidAfter)
        do {
            return try Certificate(
                version: .v3, serialNumber: .random(), publicKey: publicKey,
                notValidBefore: max(Lifetime.notBefore, certificate.notValidBefore),
                notValidAfter: lifetime.notAfter,
                issuer: certificate.subject, subject: try subject(of: profile, renewing: old),
                extensions: try extensions(of: profile, publicKey: publicKey),
                issuerPrivateKey: key)
        } catch {
            throw IdentityError(signing: error, subject: profile.commonName)
        }
    }

    private func subject(
        of profile: LeafProfile, renewing old: Certificate?
    ) throws -> DistinguishedName {
        if let old, old.subject.folded != certificate.subject.folded { return old.subject }
        let plain = try DistinguishedName { CommonName(profile.commonName) }
        // Verifiers fold case and spaces when they compare names, so only what differs in shape is
        // safely distinct. An authority of openssl's making may bear a lone common name.
        if certificate.subject.count != plain.count { return plain }
        return try DistinguishedName {
            OrganizationalUnitName(profile.organizationalUnit)
            CommonName(profile.commonName)
        }
    }

    private func extensions(
        of profile: LeafProfile, publicKey: Certificate.PublicKey
    ) throws -> Certificate.Extensions {
        let authorityKey =
            try certificate.extensions.subjectKeyIdentifier
            ?? SubjectKeyIdentifier(hash: certificate.publicKey)
        return try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([profile.usage])
            SubjectKeyIdentifier(hash: publicKey)
            AuthorityKeyIdentifier(keyIdentifier: authorityKey.keyIdentifier)
            if let names = profile.alternativeNames { names }
        }
    }
}

extension DistinguishedName {
    // Stricter than any verifier's folding of case and spaces: it may call two names equal that are
    // not, and then the safe name is taken.
    fileprivate var folded: String { description.lowercased().filter { !$0.isWhitespace } }
}

extension Certificate.SerialNumber {
    /// Twenty random bytes that read as a positive number without a leading zero.
    static func random() -> Certificate.SerialNumber {
        let first = UInt8.random(in: 0x01...0x7F)
        let others = (1..<20).map { _ in UInt8.random(in: .min ... .max) }
        return Certificate.SerialNumber(bytes: [first] + others)
    }
}
