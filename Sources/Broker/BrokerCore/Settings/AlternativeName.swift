/// A kind of name in a certificate beside its subject (RFC 5280 section 4.2.1.6).
package enum AlternativeName: String, CaseIterable, Hashable, Sendable {
    case dns
    case email
    case uri
}
