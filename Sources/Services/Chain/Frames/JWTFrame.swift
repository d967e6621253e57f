import Crypto
import CryptoExtras
import Foundation

/// The sensor project's radio frame: AES-128-CBC, base64, JWT signed with HS256, one NUL at the
/// end.
///
/// It exists for compatibility. The format has one initialisation vector for ever and no counter:
/// equal readings look equal on air, and whoever records a frame can send it again.
///
/// Only plaintexts of whole 16-byte blocks fit the project's own format, and those come out bit for
/// bit as there: `{"data":"…"}`. Any other plaintext is filled up with zero bytes, and a second
/// claim says how many bytes of it count: `{"data":"…","n":21}`. That claim is legal only where it
/// is needed, and the filling must be zero, so every plaintext has exactly one form.
package struct JWTFrame: Sendable {
    /// Bytes of the longest plaintext whose token and NUL fit into 251 bytes.
    package static let plaintextByteCountMax = 80
    /// RadioHead's limit on the content of a frame.
    package static let byteCountMax = 251

    private static let blockByteCount = 16
    private static let header = #"{"typ":"JWT","alg":"HS256"}"#

    private let keys: ChainKeys

    /// Frames under these keys.
    package init(keys: ChainKeys) {
        self.keys = keys
    }

    /// Makes the frame: token and NUL.
    package func encode(_ plaintext: [UInt8]) throws(JWTFrameError) -> [UInt8] {
        guard plaintext.count <= Self.plaintextByteCountMax else {
            throw .plaintextTooLong(
                byteCount: plaintext.count, max: Self.plaintextByteCountMax)
        }
        let padded = plaintext + Array(repeating: 0, count: Self.fillingCount(plaintext.count))
        let ciphertext: Data
        do {
            ciphertext = try AES._CBC.encrypt(
                padded, using: keys.cipherKey, iv: keys.initialisationVector, noPadding: true)
        } catch {
            throw .cipherFailed
        }
        let length = padded.count == plaintext.count ? "" : ",\"n\":\(plaintext.count)"
        let payload = "{\"data\":\"\(ciphertext.base64EncodedString())\"\(length)}"
        let signed =
            Base64URL.encode(Array(Self.header.utf8)) + "."
            + Base64URL.encode(Array(payload.utf8))
        let signature = HMAC<SHA256>.authenticationCode(
            for: Array(signed.utf8), using: keys.signingSecret)
        return Array((signed + "." + Base64URL.encode(Array(signature))).utf8) + [0]
    }

    /// Verifies and decrypts a frame; any bytes are safe.
    package func decode(_ frame: [UInt8]) throws(JWTRefusal) -> JWTContent {
        guard frame.count <= Self.byteCountMax else {
            throw .tooLong(byteCount: frame.count, max: Self.byteCountMax)
        }
        guard frame.last == 0 else { throw .notTerminated }
        let token = frame.dropLast()
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .notThreeParts(count: parts.count) }
        // Nothing that the sender wrote is read before the signature has proved who wrote it.
        guard let signature = Base64URL.decode(parts[2]), signature.count == SHA256.byteCount else {
            throw .signatureMalformed
        }
        let signed = token.dropLast(parts[2].count + 1)
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                signature, authenticating: signed, using: keys.signingSecret)
        else { throw .signatureWrong }

        try checkHeader(parts[0])
        guard let payload = Base64URL.decode(parts[1]),
            let claims = try? JSONDecoder().decode(Claims.self, from: Data(payload))
        else { throw .payloadMalformed }
        let plaintext = try decrypt(claims)
        return JWTContent(
            token: String(decoding: token, as: UTF8.self),
            payload: String(decoding: payload, as: UTF8.self), plaintext: plaintext)
    }

    private func checkHeader(_ part: ArraySlice<UInt8>) throws(JWTRefusal) {
        guard let bytes = Base64URL.decode(part),
            let header = try? JSONDecoder().decode(Header.self, from: Data(bytes))
        else { throw .headerMalformed }
        guard header.alg == "HS256" else { throw .algorithm(header.alg) }
        guard (header.typ ?? "JWT") == "JWT" else { throw .headerMalformed }
    }

    private func decrypt(_ claims: Claims) throws(JWTRefusal) -> [UInt8] {
        guard let ciphertext = Data(base64Encoded: claims.data) else { throw .payloadMalformed }
        guard ciphertext.count % Self.blockByteCount == 0 else {
            throw .ciphertextNotBlocks(byteCount: ciphertext.count)
        }
        // The cipher library refuses to decrypt nothing.
        if ciphertext.isEmpty && claims.n == nil { return [] }
        guard
            let padded = try? AES._CBC.decrypt(
                ciphertext, using: keys.cipherKey, iv: keys.initialisationVector, noPadding: true)
        else { throw .payloadMalformed }
        guard let length = claims.n else { return Array(padded) }
        guard length > 0, length < padded.count,
            length + Self.fillingCount(length) == padded.count, Self.fillingCount(length) > 0,
            padded.dropFirst(length).allSatisfy({ $0 == 0 })
        else { throw .lengthWrong(length) }
        return Array(padded.prefix(length))
    }

    /// Zero bytes up to the next whole block.
    private static func fillingCount(_ byteCount: Int) -> Int {
        let rest = byteCount % blockByteCount
        return rest == 0 ? 0 : blockByteCount - rest
    }

    private struct Header: Decodable {
        let alg: String
        let typ: String?
    }

    private struct Claims: Decodable {
        let data: String
        let n: Int?
    }
}
