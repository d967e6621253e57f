package import Crypto
package import CryptoExtras

/// What both ends of the radio share.
package struct ChainKeys: Sendable {
    /// AES-128: 16 bytes.
    package let cipherKey: SymmetricKey
    /// The format's one initialisation vector.
    package let initialisationVector: AES._CBC.IV
    /// What signs tokens.
    package let signingSecret: SymmetricKey

    /// Keys of bytes.
    /// - Throws: which of them has a wrong length.
    package init(
        cipherKey: [UInt8], initialisationVector: [UInt8], signingSecret: [UInt8]
    ) throws(ChainKeysError) {
        guard cipherKey.count == 16 else {
            throw .wrongLength(.cipherKey, byteCount: cipherKey.count)
        }
        guard initialisationVector.count == 16,
            let vector = try? AES._CBC.IV(ivBytes: initialisationVector)
        else {
            throw .wrongLength(.initialisationVector, byteCount: initialisationVector.count)
        }
        guard !signingSecret.isEmpty else { throw .wrongLength(.signingSecret, byteCount: 0) }
        self.cipherKey = SymmetricKey(data: cipherKey)
        self.initialisationVector = vector
        self.signingSecret = SymmetricKey(data: signingSecret)
    }
}
