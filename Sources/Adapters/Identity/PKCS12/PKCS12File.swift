import Crypto
import CryptoExtras
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A key with its certificates under one password (RFC 7292), in the algorithms that OpenSSL 3 and
/// Windows since Server 2019 choose themselves: AES-256-CBC, PBKDF2 and HMAC of SHA-256.
package struct PKCS12File {
    /// The whole file.
    let der: [UInt8]

    /// A password is printable ASCII: for other texts implementations disagree about the bytes.
    package static let passwordBytesMax = 256
    /// The least that swift-crypto calls safe, and a moment on a small machine.
    private static let iterations = 210_000
    private static let saltBytes = 16
    private static let blockBytes = 16
    private static let keyBytes = 32

    /// Whether every reader makes the same bytes of the password.
    package static func isUsable(_ password: String) -> Bool {
        !password.isEmpty && password.utf8.count <= passwordBytesMax
            && password.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// Seals a key, its certificate and the authority's under the password.
    init(
        key: [UInt8], certificate: Certificate, authority: Certificate, name: String,
        password: String
    ) throws {
        let identity = SafeBag.Mark(
            name: name,
            keyID: Array(SHA256.hash(data: certificate.publicKey.subjectPublicKeyInfoDER)))
        let certificates = try Self.sequence([
            SafeBag.certificate(certificate, identity).der(),
            SafeBag.certificate(authority, nil).der(),
        ])
        let sealedKey = try Self.encrypted(key, password: password)
        let keyBag = try SafeBag.shroudedKey(
            Self.sequence([sealedKey.algorithm, Self.octets(sealedKey.text)]), identity
        ).der()
        let contents = try Self.sequence([
            Self.encryptedContent(certificates, password: password),
            Self.dataContent(Self.sequence([keyBag])),
        ])
        der = try Self.sequence([
            Self.integer(3), Self.dataContent(contents), Self.seal(contents, password: password),
        ])
    }

    private static func encrypted(
        _ bytes: [UInt8], password: String
    ) throws -> (algorithm: [UInt8], text: [UInt8]) {
        let salt = random(saltBytes)
        let start = random(blockBytes)
        let key = try KDF.Insecure.PBKDF2.deriveKey(
            from: Array(password.utf8), salt: salt, using: .sha256, outputByteCount: keyBytes,
            rounds: iterations)
        let text = try AES._CBC.encrypt(bytes, using: key, iv: AES._CBC.IV(ivBytes: start))
        let derivation = try sequence([
            identifier(.pbkdf2),
            sequence([
                octets(salt), integer(iterations),
                sequence([identifier(.hmacWithSHA256), null()]),
            ]),
        ])
        let cipher = try sequence([identifier(.aes256CBC), octets(start)])
        return (
            try sequence([identifier(.pbes2), sequence([derivation, cipher])]), Array(text)
        )
    }

    private static func encryptedContent(_ bytes: [UInt8], password: String) throws -> [UInt8] {
        let sealed = try encrypted(bytes, password: password)
        // Tag 0 instead of the octet string's own.
        let tag = ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
        var coder = DER.Serializer()
        coder.appendPrimitiveNode(identifier: tag) { $0 += sealed.text }
        let content = try sequence([
            integer(0),
            sequence([identifier(.data), sealed.algorithm, coder.serializedBytes]),
        ])
        return try sequence([identifier(.encryptedData), tagged(content)])
    }

    private static func dataContent(_ bytes: [UInt8]) throws -> [UInt8] {
        try sequence([identifier(.data), tagged(octets(bytes))])
    }

    // The password proves that nobody changed the contents.
    private static func seal(_ contents: [UInt8], password: String) throws -> [UInt8] {
        let salt = random(saltBytes)
        let key = PKCS12Key.authentication(
            password: password, salt: salt, iterations: iterations)
        let code = HMAC<SHA256>.authenticationCode(for: contents, using: SymmetricKey(data: key))
        let digest = try sequence([
            sequence([identifier(.sha256), null()]), octets(Array(code)),
        ])
        return try sequence([digest, octets(salt), integer(iterations)])
    }

    private static func random(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max) }
    }
}
