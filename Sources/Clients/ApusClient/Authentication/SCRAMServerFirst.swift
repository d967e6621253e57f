internal import CertificateJudgement

/// The broker's challenge: `r=nonce,s=salt,i=iterations` (RFC 5802 section 7).
struct SCRAMServerFirst: Sendable {
    /// The whole message, which the proof covers.
    let text: String
    /// The client's nonce and what the broker added.
    let nonce: Substring
    let salt: [UInt8]
    let iterations: Int

    init(_ bytes: [UInt8], clientNonce: String) throws(AuthenticationFailure) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformedMessage(attribute: "r")
        }
        let attributes = text.split(separator: ",", omittingEmptySubsequences: false)
        if attributes[0].hasPrefix("e=") { throw .refused(String(attributes[0].dropFirst(2))) }
        guard attributes[0].hasPrefix("r=") else { throw .malformedMessage(attribute: "r") }
        nonce = attributes[0].dropFirst(2)
        // The broker must add to it, or an old exchange could be played again.
        guard nonce.hasPrefix(clientNonce), nonce.utf8.count > clientNonce.utf8.count else {
            throw .otherNonce
        }
        guard attributes.count > 1, attributes[1].hasPrefix("s="),
            let salt = Base64.bytes(of: attributes[1].utf8.dropFirst(2)), !salt.isEmpty
        else { throw .malformedMessage(attribute: "s") }
        guard attributes.count > 2, attributes[2].hasPrefix("i="),
            let iterations = Int(attributes[2].dropFirst(2))
        else { throw .malformedMessage(attribute: "i") }
        guard SCRAMSHA256.iterations.contains(iterations) else {
            throw .iterationsOutOfBounds(iterations, allowed: SCRAMSHA256.iterations)
        }
        self.text = text
        self.salt = salt
        self.iterations = iterations
    }
}
