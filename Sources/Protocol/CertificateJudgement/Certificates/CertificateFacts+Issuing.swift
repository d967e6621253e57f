extension CertificateFacts {
    /// Whether verifiers look at this certificate when they want the issuer of the other: by names,
    /// key identifiers and kind of key, not yet by signature (RFC 5280 section 6.1, as OpenSSL and
    /// BoringSSL do it).
    func mayHaveIssued(_ other: CertificateFacts) -> Bool {
        subject.isSame(as: other.issuer) && agrees(with: other.extensions.authorityKeyID)
            && hasKey(for: other.signature)
    }

    /// Whether verifiers take it for self-signed, which they do without a look at the signature.
    package var looksSelfSigned: Bool { mayHaveIssued(self) }

    /// Whether the other's authority key identifier, if any, may mean this certificate.
    func agrees(with keyID: AuthorityKeyID?) -> Bool {
        guard let keyID else { return true }
        if let wanted = keyID.keyID, let own = extensions.subjectKeyID, wanted != own {
            return false
        }
        if let serial = keyID.serialNumber, serial != serialNumber { return false }
        if let name = keyID.issuer, !name.isSame(as: issuer) { return false }
        return true
    }

    private func hasKey(for signature: SignatureFacts) -> Bool {
        guard let own = key.kind.family, let wanted = signature.algorithm.family else {
            return true
        }
        return own == wanted
    }

    /// Whether verifiers let its key sign certificates, as OpenSSL decides (`X509_check_ca`).
    var maySignCertificates: Bool {
        if let usage = extensions.keyUsage, !usage.contains(.certificateSigning) { return false }
        if let constraints = extensions.basicConstraints { return constraints.isAuthority }
        return version == 1 && looksSelfSigned || extensions.keyUsage != nil
    }

    func isGood(at now: Int64) -> Bool { notBefore <= now && now < notAfter }
}
