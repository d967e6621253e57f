/// A signature, and the bytes that it is about.
package struct SignatureFacts: Hashable, Sendable {
    package let algorithm: SignatureAlgorithm
    /// The signature's own bytes.
    package let value: [UInt8]
    /// What was signed.
    package let signed: [UInt8]
}
