/// What is wrong with a client's SCRAM message.
package enum SCRAMFault: Error, Hashable, Sendable {
    /// A message was due and none came.
    case missing

    /// The message is no UTF-8 or not what RFC 5802 section 7 describes; the attribute at fault.
    case malformed(attribute: String)

    /// The client wants to bind the exchange to its TLS channel, which is not offered.
    case channelBinding

    /// The client demands an extension that this broker does not know.
    case mandatoryExtension

    /// The client wants to act for another user than the one it proves to be.
    case otherIdentity(String)

    /// The nonce is not the one that this exchange began with.
    case otherNonce

    /// The gs2 header that the proof covers is not the one that the exchange began with.
    case otherHeader

    /// libcrypto has no memory or no SHA-256.
    case noDigest
}
