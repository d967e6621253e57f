import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Whatever of certificates, requests, lists and keys a file holds, for people to read.
package struct IdentityFile: Sendable {
    /// One block of the file.
    package enum Item: Sendable {
        case certificate(CertificateSummary)
        /// OpenSSL's own form, which most others refuse.
        case trustedCertificate
        case request(RequestSummary)
        case revocationList(RevocationList)
        /// Only the kind: nobody needs to see more of a private key.
        case privateKey(KeyKind)
        case encryptedKey
        case publicKey
        /// The curve's name, which `openssl ecparam -genkey` writes before the key.
        case parameters
        /// The bytes are not what the label says, or of a kind that Apus does not know.
        case unreadable(label: String)
    }

    /// Where the file lies.
    package let path: String
    /// In the file's order.
    package let items: [Item]

    /// Reads a PEM file, or one that is the DER of one thing.
    package init(reading path: String) throws(IdentityError) {
        let bytes = try AtomicFile.read(path, bytesMax: PEMBlock.fileBytesMax)
        let blocks: [PEMBlock]
        do {
            blocks = try PEMBlock.blocks(in: bytes)
        } catch {
            throw .pem(path: path, error)
        }
        self.path = path
        if !blocks.isEmpty {
            items = blocks.map { Item($0) }
        } else if let item = Item(der: bytes) {
            items = [item]
        } else {
            throw .pem(path: path, .noBlock(label: CertificateFile.label))
        }
    }
}

extension IdentityFile.Item {
    private static let sequenceByte: UInt8 = 0x30

    fileprivate init(_ block: PEMBlock) {
        let readable: Self? =
            switch block.label {
            case CertificateFile.label: Self.readCertificate(block.bytes)
            case "TRUSTED CERTIFICATE": .trustedCertificate
            case RevocationList.label: Self.readRevocationList(block.bytes)
            case "PUBLIC KEY": .publicKey
            case "EC PARAMETERS": .parameters
            case _ where RequestFile.labels.contains(block.label): Self.readRequest(block.bytes)
            case _ where block.isEncrypted: .encryptedKey
            case _ where KeyFile.labels.contains(block.label): Self.readPrivateKey(block)
            default: nil
            }
        self = readable ?? .unreadable(label: block.label)
    }

    fileprivate init?(der bytes: [UInt8]) {
        guard bytes.first == Self.sequenceByte else { return nil }
        let key = PEMBlock(label: KeyFile.labels[0], bytes: bytes, isEncrypted: false)
        guard
            let item = Self.readCertificate(bytes) ?? Self.readRequest(bytes)
                ?? Self.readRevocationList(bytes) ?? Self.readPrivateKey(key)
        else { return nil }
        self = item
    }

    // Nil in all of these: the bytes are of another kind, which the caller says.
    private static func readCertificate(_ bytes: [UInt8]) -> Self? {
        (try? Certificate(derEncoded: bytes)).map { .certificate(CertificateSummary($0)) }
    }

    private static func readRequest(_ bytes: [UInt8]) -> Self? {
        (try? CertificateSigningRequest(derEncoded: bytes)).map { .request(RequestSummary($0)) }
    }

    private static func readRevocationList(_ bytes: [UInt8]) -> Self? {
        (try? RevocationList(derEncoded: bytes)).map { .revocationList($0) }
    }

    private static func readPrivateKey(_ block: PEMBlock) -> Self? {
        let document = PEMDocument(type: block.label, derBytes: block.bytes)
        return (try? Certificate.PrivateKey(pemDocument: document)).map {
            .privateKey(KeyKind($0.publicKey))
        }
    }
}

extension IdentityStore {
    /// The file that a word means: a certificate of the folder by its name, else the path itself.
    package func path(toShow word: String) -> String {
        let own = "\(folder)/\(word).crt"
        return !word.contains("/") && !AtomicFile.exists(word) && AtomicFile.exists(own)
            ? own : word
    }
}
