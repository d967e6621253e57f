import Crypto
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// What people want to know of a certificate.
package struct CertificateSummary: Sendable {
    let certificate: Certificate
    /// SHA-256 and SHA-1 of the whole certificate, as lowercase hexadecimal digits.
    package let fingerprints: (sha256: String, sha1: String)
    /// SHA-256 of the public key: the same for every certificate of one key.
    package let keyFingerprint: String
    /// Which kind of key is certified.
    package let key: KeyKind
    /// Every alternative name in OpenSSL's words: `DNS:localhost`, `IP:127.0.0.1`.
    package let names: [String]
    /// What the key may do, by OpenSSL's names; empty when nothing is said.
    package let keyUsage: [String]
    /// What the certificate is for; nil when it does not limit that.
    package let uses: [String]?
    /// Whether it may sign others, and how many authorities may stand below it.
    package let authority: AuthorityRight

    /// Whether a certificate may sign others.
    package enum AuthorityRight: Hashable, Sendable {
        case no
        case yes(pathLengthMax: Int?)
    }

    /// The subject's whole name.
    package var subject: String { certificate.subject.description }
    /// The issuer's whole name.
    package var issuer: String { certificate.issuer.description }
    /// The serial number without leading zeros.
    package var serialNumber: [UInt8] { certificate.serialBytes }
    /// When it begins.
    package var notBefore: Date { certificate.notValidBefore }
    /// When it ends.
    package var notAfter: Date { certificate.notValidAfter }
    /// Whether it names itself as its issuer.
    package var isSelfIssued: Bool { certificate.issuer == certificate.subject }

    /// Whether the file's certificate is this one.
    package func isSame(as file: CertificateFile) -> Bool { certificate == file.certificate }

    /// Whether the authority of the file signed it: by its name and by its key.
    package func isSigned(by file: CertificateFile) -> Bool {
        file.certificate.hasSigned(certificate)
    }

    /// Whether it was made for this key.
    package func belongs(to file: KeyFile) -> Bool {
        file.key.publicKey == certificate.publicKey
    }

    init(_ certificate: Certificate) {
        self.certificate = certificate
        var coder = DER.Serializer()
        // What was parsed can be written again.
        try? coder.serialize(certificate)
        let der = coder.serializedBytes
        fingerprints = (
            Fingerprint.hexadecimal(SHA256.hash(data: der)),
            Fingerprint.hexadecimal(Insecure.SHA1.hash(data: der))
        )
        keyFingerprint = Fingerprint.hexadecimal(
            SHA256.hash(data: certificate.publicKey.subjectPublicKeyInfoDER))
        key = KeyKind(certificate.publicKey)
        let extensions = certificate.extensions
        // Unreadable extensions are shown as none; `apus doctor` names them.
        names = (try? extensions.subjectAlternativeNames)?.map(NameText.text) ?? []
        keyUsage = (try? extensions.keyUsage)?.names ?? []
        uses = (try? extensions.extendedKeyUsage)?.map(\.name)
        if case .isCertificateAuthority(let length) = try? extensions.basicConstraints {
            authority = .yes(pathLengthMax: length)
        } else {
            authority = .no
        }
    }
}
