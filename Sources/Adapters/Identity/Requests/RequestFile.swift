import SwiftASN1
package import X509

/// A request for a certificate (PKCS #10), ours or openssl's, and the file that holds it.
package struct RequestFile: Sendable {
    /// Something that was asked for and is not in what we sign.
    package enum Declined: Hashable, Sendable {
        /// A part of the subject other than its first common name.
        case subject(String)
        /// An alternative name of another kind, or that is no name.
        case name(String)
        /// An extension: we choose those ourselves.
        case `extension`(String)
    }

    /// Where the file lies.
    package let path: String
    /// The request, which its own key has signed.
    package let request: CertificateSigningRequest
    /// The names of servers that it asks for.
    package let names: [ServerName]
    /// What else it asks for, which is never granted.
    package let declined: [Declined]

    /// The PEM labels of a request (RFC 7468, and Netscape's).
    static let labels = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]
    /// Everybody may read a request.
    static let mode: UInt32 = 0o644

    /// Reads the first request of a PEM file and checks its signature and its key.
    package init(reading path: String) throws(IdentityError) {
        let blocks = try PEMBlock.blocks(inFile: path)
        guard let block = blocks.first(where: { Self.labels.contains($0.label) }) else {
            throw .pem(path: path, .noBlock(label: Self.labels[0]))
        }
        do {
            request = try CertificateSigningRequest(derEncoded: block.bytes)
        } catch {
            throw .pem(path: path, .unsupported(label: block.label))
        }
        guard request.publicKey.isValidSignature(request.signature, for: request) else {
            throw .request(path: path, .signature)
        }
        let kind = KeyKind(request.publicKey)
        if kind.isTooWeak { throw .request(path: path, .weakKey(kind)) }
        do {
            (names, declined) = try Self.wishes(of: request)
        } catch {
            throw .request(path: path, .unreadable)
        }
        self.path = path
    }

    /// Signs and writes a request for a key, whole or not at all.
    static func write(
        for profile: LeafProfile, key: Certificate.PrivateKey, to path: String, replacing: Bool
    ) throws(IdentityError) {
        let text: String
        do {
            let wishes = try Certificate.Extensions {
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([profile.usage])
                if let names = profile.alternativeNames { names }
            }
            let attribute = try CertificateSigningRequest.Attribute(
                ExtensionRequest(extensions: wishes))
            let request = try CertificateSigningRequest(
                version: .v1, subject: DistinguishedName { CommonName(profile.commonName) },
                privateKey: key, attributes: .init([attribute]))
            text = try request.serializeAsPEM().pemString
        } catch {
            throw IdentityError(signing: error, subject: profile.commonName)
        }
        try AtomicFile.write(
            Array((text + "\n").utf8), to: path, mode: mode, replacing: replacing)
    }

    /// What the request is for: a server's if it asks for names of servers, else a device's.
    package func profile(_ wish: LeafKind?) throws(IdentityError) -> LeafProfile {
        guard let commonName = request.subject.firstCommonName else {
            // A server's name may stand among the alternative names alone.
            guard let first = names.first, wish != .device else {
                throw .request(path: path, .noCommonName)
            }
            return .server(try ServerNames([first.text]).union(names))
        }
        switch wish ?? (names.isEmpty ? .device : .server) {
        case .device: return .device(try DeviceName(commonName))
        case .server:
            guard let first = names.first else { return .server(try ServerNames([commonName])) }
            // The common name is asked for, too, where it is a name of a server at all.
            let isHost = (try? ServerName(commonName)) != nil
            return .server(try ServerNames([isHost ? commonName : first.text]).union(names))
        }
    }
}
