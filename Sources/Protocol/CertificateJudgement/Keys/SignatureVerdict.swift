/// What became of checking a signature.
package enum SignatureVerdict: Hashable, Sendable {
    /// The key made it.
    case valid
    /// Another key made it, or what is signed was changed.
    case invalid
    /// Nobody here can tell: the algorithm is not at hand.
    case unknown

    init(_ isValid: Bool) { self = isValid ? .valid : .invalid }
}
