/// Why a frame from the radio is not believed.
package enum JWTRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLong(byteCount: Int, max: Int)
    /// The last byte is not NUL.
    case notTerminated
    /// A token has header, payload and signature.
    case notThreeParts(count: Int)
    /// The signature is no base64url of 32 bytes.
    case signatureMalformed
    /// Another secret signed it, or somebody changed it.
    case signatureWrong
    /// Our secret signed it, but as something else than HS256.
    case algorithm(String)
    case headerMalformed
    case payloadMalformed
    case ciphertextNotBlocks(byteCount: Int)
    /// The length claim does not fit the ciphertext or its filling.
    case lengthWrong(Int)

    /// One line; what comes from the frame in it is escaped.
    package var description: String {
        switch self {
        case .tooLong(let byteCount, let max): "\(byteCount) bytes, more than \(max)"
        case .notTerminated: "no NUL at the end: not a JWT frame"
        case .notThreeParts(let count): "\(count) parts between dots instead of 3: not a token"
        case .signatureMalformed: "the signature is not 32 bytes of base64url"
        case .signatureWrong: "wrong signature: another secret, or changed on the way"
        case .algorithm(let name): "alg is '\(PrintableText.escaping(name))', not HS256"
        case .headerMalformed: "the token's header is not that of a JWT"
        case .payloadMalformed: "the token's payload is not {\"data\":\"…\"}"
        case .ciphertextNotBlocks(let byteCount):
            "\(byteCount) bytes of ciphertext are no whole blocks of 16"
        case .lengthWrong(let length): "length \(length) does not fit the ciphertext"
        }
    }
}
