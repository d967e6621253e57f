import X509

/// Whether a renewal keeps the key.
package enum KeyWish: Hashable, Sendable {
    case keep
    /// A new key, of this kind or else of the old one's.
    case replace(KeyType?)

    /// The new key, nil when the old one stays.
    func key(like old: Certificate.PublicKey) throws(IdentityError) -> Certificate.PrivateKey? {
        guard case .replace(let type) = self else { return nil }
        return try (type ?? KeyType(like: old)).makeKey()
    }
}
