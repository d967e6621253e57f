/// What came of a revocation list whose file has changed.
package enum TrustChange: Hashable, Sendable {
    /// The new list counts.
    case renewed(path: String)

    /// The new list cannot be used; the old one counts on.
    case kept(TLSFault)
}
