import CertificateJudgement
import SwiftASN1
import X509

/// A private key of a file, as far as it may be looked at: never its secret part.
struct PrivateKeyFacts: Sendable {
    /// The PEM label, such as `EC PRIVATE KEY`.
    let label: String
    /// The key itself, to connect with; nil when a passphrase protects it.
    let der: [UInt8]
    let isEncrypted: Bool
    /// The whole SubjectPublicKeyInfo; nil for kinds that no library here reads.
    let publicKey: [UInt8]?

    init?(_ block: PEMReading.Block) {
        guard block.label.hasSuffix("PRIVATE KEY") else { return nil }
        label = block.label
        der = block.der
        isEncrypted = block.isEncrypted
        let document = PEMDocument(type: block.label, derBytes: block.der)
        // An encrypted or outlandish key has no public half that could be known.
        let key = isEncrypted ? nil : try? Certificate.PrivateKey(pemDocument: document)
        publicKey = key.map { Array($0.publicKey.subjectPublicKeyInfoBytes) }
    }

    /// Whether a certificate was made for this key; nil when nobody can tell.
    func belongs(to certificate: CertificateFacts) -> Bool? {
        if isEncrypted { return nil }
        if let publicKey, certificate.key.der.suffix(publicKey.count).elementsEqual(publicKey) {
            return true
        }
        // The key's own bytes hold the public half, but for curves that may leave it out.
        if contains(certificate.key.der.suffix(64)) { return true }
        if publicKey != nil || label == "RSA PRIVATE KEY" { return false }
        return nil
    }

    private func contains(_ part: ArraySlice<UInt8>) -> Bool {
        guard let first = part.first, der.count >= part.count else { return false }
        for start in 0...(der.count - part.count)
        where der[start] == first && der[start..<start + part.count].elementsEqual(part) {
            return true
        }
        return false
    }
}
