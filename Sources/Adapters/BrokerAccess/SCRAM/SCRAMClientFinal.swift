import FoundationEssentials

/// The message that proves the password: `c=biws,r=nonce,p=proof` (RFC 5802 section 7).
struct SCRAMClientFinal {
    /// All before the proof, which the proof covers.
    let withoutProof: Substring
    let proof: [UInt8]

    /// - Parameters:
    ///   - header: the one that the exchange began with.
    ///   - nonce: the client's and the server's.
    init(_ data: [UInt8]?, header: Substring, nonce: String) throws(SCRAMFault) {
        guard let data else { throw .missing }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .malformed(attribute: "c")
        }
        let attributes = text.split(separator: ",", omittingEmptySubsequences: false)
        guard attributes[0].hasPrefix("c=") else { throw .malformed(attribute: "c") }
        guard attributes.count > 1, attributes[1].hasPrefix("r=") else {
            throw .malformed(attribute: "r")
        }
        guard attributes.count > 2, let last = attributes.last, last.hasPrefix("p=") else {
            throw .malformed(attribute: "p")
        }
        if attributes[0].dropFirst(2) != Data(header.utf8).base64EncodedString() {
            throw .otherHeader
        }
        if attributes[1].dropFirst(2) != nonce { throw .otherNonce }
        guard let proof = Data(base64Encoded: String(last.dropFirst(2))),
            proof.count == SHA256Digest.byteCount
        else { throw .malformed(attribute: "p") }
        withoutProof = text[..<text.index(before: last.startIndex)]
        self.proof = [UInt8](proof)
    }
}
