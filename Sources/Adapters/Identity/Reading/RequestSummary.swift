import Crypto
import X509

/// What people want to know of a signing request.
package struct RequestSummary: Sendable {
    /// The subject's whole name.
    package let subject: String
    /// Which kind of key is to be certified.
    package let key: KeyKind
    /// SHA-256 of the public key: the same for every certificate of one key.
    package let keyFingerprint: String
    /// Every alternative name that is asked for.
    package let names: [String]
    /// Whether the request's own key signed it.
    package let isSigned: Bool

    init(_ request: CertificateSigningRequest) {
        subject = request.subject.description
        key = KeyKind(request.publicKey)
        keyFingerprint = Fingerprint.hexadecimal(
            SHA256.hash(data: request.publicKey.subjectPublicKeyInfoDER))
        // Unreadable wishes are shown as none; signing refuses them.
        let asked = (try? request.attributes.extensionRequest)?.extensions
        names = (try? asked?.subjectAlternativeNames)?.map(NameText.text) ?? []
        isSigned = request.publicKey.isValidSignature(request.signature, for: request)
    }
}
