import SwiftASN1

/// A distinguished name.
package struct NameFacts: Hashable, Sendable {
    /// The whole name as it is encoded.
    package let der: [UInt8]
    /// As RFC 2253 writes it, which is how the broker's log writes it: `CN=ISIS CA,O=ISIS,C=FR`.
    package let text: String
    /// The first common name.
    package let commonName: String?
    /// The first organization.
    package let organization: String?
    /// As `openssl req -subj` takes it: `/C=FR/O=ISIS/CN=ISIS CA`.
    package let subjectOption: String
    /// The same without its common names.
    package let subjectOptionUnnamed: String
    // Every relative name with its length before it, so that beginnings can be compared.
    private let canonical: [UInt8]

    init(_ node: DERNode) throws(DERFault) {
        var texts: [String] = []
        var commonName: String?
        var organization: String?
        var canonical: [UInt8] = []
        var option = ""
        var unnamed = ""
        for relative in try node.children(of: .sequence) {
            var parts: [String] = []
            var forms: [[UInt8]] = []
            for part in try relative.children(of: .set) {
                let attribute = try NameAttribute(part)
                parts.append(attribute.text)
                option += attribute.optionText
                if !attribute.isCommonName { unnamed += attribute.optionText }
                forms.append(attribute.canonical)
                if attribute.isCommonName { commonName = commonName ?? attribute.valueText }
                if attribute.isOrganization { organization = organization ?? attribute.valueText }
            }
            // The most telling part comes first (RFC 2253 section 2.1).
            texts.append(parts.reversed().joined(separator: "+"))
            forms.sort { $0.lexicographicallyPrecedes($1) }
            let relativeForm = forms.flatMap { Self.measured($0) }
            canonical += Self.measured(relativeForm)
        }
        der = Array(node.bytes)
        text = texts.reversed().joined(separator: ",")
        self.commonName = commonName
        self.organization = organization
        self.canonical = canonical
        subjectOption = option
        subjectOptionUnnamed = unnamed
    }

    /// Whether it names nobody.
    package var isEmpty: Bool { canonical.isEmpty }

    /// Whether verifiers take the two for one name: they fold case and squeeze spaces, so
    /// `O=ISIS` and `O=isis ` are equal.
    package func isSame(as other: NameFacts) -> Bool { canonical == other.canonical }

    /// Whether the other name begins with this one, as constraints on names compare.
    func isBeginning(of other: NameFacts) -> Bool { other.canonical.starts(with: canonical) }

    private static func measured(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8(truncatingIfNeeded: bytes.count >> 16), UInt8(truncatingIfNeeded: bytes.count >> 8)]
            + [UInt8(truncatingIfNeeded: bytes.count)] + bytes
    }
}
