/// What a key in a token is, as far as its signatures go.
package enum TokenKeyKind: Hashable, Sendable {
    case elliptic(TokenPublicKey.Curve)
    /// Whether the token pads for PSS, without which there is no TLS 1.3.
    case rsa(hasPSS: Bool)
}
