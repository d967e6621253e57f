import Crypto
package import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A key whose signature under a certificate makes others believe the certificate.
package struct CertificateAuthority: Sendable {
    /// What servers and devices are given as their trust anchor.
    package let certificate: Certificate
    /// Signs; with this key anybody could make identities that all of ours believe.
    package let key: Certificate.PrivateKey

    /// A new P-256 key, the one kind that every TLS library and secure element knows.
    package static func makeKey() -> Certificate.PrivateKey {
        Certificate.PrivateKey(P256.Signing.PrivateKey())
    }

    /// Makes a self-signed authority for `key`, under a name that no other certificate has.
    ///
    /// Equal names of an authority and a leaf, or of two authorities, make verifiers take one for
    /// the other and fail with an error that points elsewhere; hence the random part.
    package init(
        naming name: String? = nil, key: Certificate.PrivateKey = makeKey(), now: Date
    ) throws(IdentityError) {
        if let name, let fault = NameFault.inCommonName(name) { throw .name(name, fault) }
        let lifetime = try Lifetime(days: Lifetime.authorityDays, now: now)
        self.key = key
        do {
            let subject = try Self.subject(name)
            certificate = try Certificate(
                version: .v3, serialNumber: .random(), publicKey: key.publicKey,
                notValidBefore: Lifetime.notBefore, notValidAfter: lifetime.notAfter,
                issuer: subject, subject: subject,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    SubjectKeyIdentifier(hash: key.publicKey)
                },
                issuerPrivateKey: key)
        } catch {
            throw IdentityError(signing: error, subject: name ?? Self.organization)
        }
    }

    /// Joins an authority's certificate, ours or one that openssl made, with its key.
    package init(certificate: CertificateFile, key: KeyFile) throws(IdentityError) {
        guard certificate.certificate.publicKey == key.key.publicKey else {
            throw .keyMismatch(certificate: certificate.path, key: key.path)
        }
        guard Self.mayIssue(certificate.certificate) else {
            throw .notAuthority(path: certificate.path)
        }
        self.certificate = certificate.certificate
        self.key = key.key
    }

    /// The certificate's common name, or its whole name if it has none.
    package var name: String {
        certificate.commonName ?? certificate.subject.description
    }

    /// Whether this authority signed the certificate: by its name and by its key.
    package func issued(_ leaf: Certificate) -> Bool {
        certificate.hasSigned(leaf)
    }

    private static let organization = "Apus"

    private static func subject(_ name: String?) throws -> DistinguishedName {
        let random = RandomText.hexadecimal(byteCount: 4)
        guard let name else {
            return try DistinguishedName {
                OrganizationName(organization)
                CommonName("Apus CA \(random)")
            }
        }
        return try DistinguishedName {
            OrganizationName(organization)
            OrganizationalUnitName(random)
            CommonName(name)
        }
    }

    // A version 1 certificate has no extensions and cannot say that it is an authority; OpenSSL
    // lets it pass as a root, most others do not.
    private static func mayIssue(_ certificate: Certificate) -> Bool {
        do {
            guard case .isCertificateAuthority = try certificate.extensions.basicConstraints else {
                return false
            }
            return try certificate.extensions.keyUsage?.keyCertSign ?? true
        } catch {
            return false
        }
    }
}
