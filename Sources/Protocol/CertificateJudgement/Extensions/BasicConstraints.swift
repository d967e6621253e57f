/// Whether a certificate's key may sign others (RFC 5280 section 4.2.1.9).
package struct BasicConstraints: Hashable, Sendable {
    package let isAuthority: Bool
    /// How many authorities may follow below; nil when it does not say.
    package let pathLength: Int?
    package let isCritical: Bool
}
