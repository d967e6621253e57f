/// A version of TLS that a listener can insist on; 1.0 and 1.1 are not offered (RFC 8996).
package enum TLSVersion: String, Comparable, Sendable {
    case tls12 = "tlsv1.2"
    case tls13 = "tlsv1.3"

    /// Older versions compare less.
    package static func < (earlier: TLSVersion, later: TLSVersion) -> Bool {
        earlier == .tls12 && later == .tls13
    }
}
