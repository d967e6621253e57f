import SwiftASN1

/// When and why a certificate was taken back (RFC 5280 section 5.3).
package struct Revocation: Hashable, Sendable {
    /// Seconds since 1970.
    package let date: Int64
    /// The reason's number; nil when none is given.
    package private(set) var reasonCode: Int?

    /// Reads what follows the serial number.
    init(_ parts: inout DERNodes) throws(DERFault) {
        date = try parts.required().time()
        guard let extensions = parts.next(if: .sequence) else { return }
        for part in try extensions.children(of: .sequence) {
            let known = try ListExtension(part)
            guard known.objectID == "2.5.29.21" else { continue }
            reasonCode = try DERNode(parsing: known.value).smallNumber(of: .enumerated)
        }
    }

    /// As people say it; nil when none is given.
    package var reason: String? {
        guard let reasonCode else { return nil }
        let names = [
            "unspecified", "key compromised", "authority compromised", "affiliation changed",
            "superseded", "out of use", "on hold", "reason 7", "no longer on the list",
            "privilege withdrawn", "attribute authority compromised",
        ]
        return names.indices.contains(reasonCode) ? names[reasonCode] : "reason \(reasonCode)"
    }
}
