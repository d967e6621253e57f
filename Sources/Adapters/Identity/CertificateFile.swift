import SwiftASN1
package import X509

/// A certificate and the file that holds it.
package struct CertificateFile: Sendable {
    /// Where the file lies.
    package let path: String
    /// The first certificate of the file, which by TLS's rule is the subject's own.
    package let certificate: Certificate

    /// Everybody may read a certificate.
    static let mode: UInt32 = 0o644
    /// The PEM label of an X.509 certificate (RFC 7468).
    static let label = "CERTIFICATE"

    /// Reads the first certificate of a PEM file.
    package init(reading path: String) throws(IdentityError) {
        let blocks = try PEMBlock.blocks(inFile: path)
        if blocks.contains(where: { $0.label == "TRUSTED CERTIFICATE" }) {
            throw .pem(path: path, .trustedCertificate)
        }
        guard let block = blocks.first(where: { $0.label == Self.label }) else {
            throw .pem(path: path, .noBlock(label: Self.label))
        }
        do {
            certificate = try Certificate(derEncoded: block.bytes)
        } catch {
            throw .pem(path: path, .unsupported(label: block.label))
        }
        self.path = path
    }

    /// Writes a certificate as PEM, whole or not at all.
    package static func write(
        _ certificate: Certificate, to path: String, replacing: Bool
    ) throws(IdentityError) {
        let text: String
        do {
            text = try certificate.serializeAsPEM().pemString
        } catch {
            throw .signing(subject: certificate.subject.description)
        }
        try AtomicFile.write(
            Array((text + "\n").utf8), to: path, mode: mode, replacing: replacing)
    }
}
