import SwiftASN1

/// Which key of its issuer signed a certificate (RFC 5280 section 4.2.1.1).
package struct AuthorityKeyID: Hashable, Sendable {
    /// What the issuer's certificate has as its subject key identifier.
    package private(set) var keyID: [UInt8]?
    /// The issuer's own issuer.
    package private(set) var issuer: NameFacts?
    /// The issuer's certificate's serial number.
    package private(set) var serialNumber: [UInt8]?

    init(_ node: DERNode) throws(DERFault) {
        for field in try node.children(of: .sequence) {
            if field.isTagged(0) {
                keyID = Array(try field.octets())
            } else if field.isTagged(1) {
                for name in try field.children() {
                    if case .directory(let name) = try GeneralName(name), issuer == nil {
                        issuer = name
                    }
                }
            } else if field.isTagged(2) {
                serialNumber = Array(try field.octets())
            }
        }
    }
}
