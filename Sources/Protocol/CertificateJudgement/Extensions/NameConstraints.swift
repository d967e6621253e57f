import SwiftASN1

/// Which names an authority may certify (RFC 5280 section 4.2.1.10).
package struct NameConstraints: Hashable, Sendable {
    /// Only names within these, for every kind of name that occurs here.
    package private(set) var permitted = AlternativeNames()
    /// No names within these.
    package private(set) var excluded = AlternativeNames()

    init(_ node: DERNode) throws(DERFault) {
        for side in try node.children(of: .sequence) {
            if side.isTagged(0) {
                permitted = try AlternativeNames(bases: side)
            } else if side.isTagged(1) {
                excluded = try AlternativeNames(bases: side)
            }
        }
    }
}
