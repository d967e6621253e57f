import FaultCatalogue

/// Holds names against the constraints of the authorities above them (RFC 5280 section 4.2.1.10).
struct ConstraintCheck {
    /// A name that an authority may not certify.
    struct Violation {
        let authority: CertificateFacts
        let child: CertificateFacts
        let name: String
    }

    private(set) var violations: [Violation] = []

    init(_ path: ChainPath) {
        for (height, authority) in path.links.enumerated().dropFirst() {
            guard let constraints = authority.extensions.nameConstraints else { continue }
            for (depth, child) in path.links[..<height].enumerated() {
                // An authority's own renewals bear its name, which it need not permit.
                if depth > 0, child.isSelfIssued { continue }
                guard let name = Self.forbidden(in: child, isLeaf: depth == 0, by: constraints)
                else { continue }
                violations.append(Violation(authority: authority, child: child, name: name))
            }
        }
    }

    private static func forbidden(
        in child: CertificateFacts, isLeaf: Bool, by constraints: NameConstraints
    ) -> String? {
        let (permitted, excluded) = (constraints.permitted, constraints.excluded)
        let names = child.extensions.alternativeNames
        var domains = names?.dnsNames ?? []
        if isLeaf, domains.isEmpty, let common = child.subject.commonName, isDomain(common) {
            domains = [common]
        }
        if let name = first(
            of: domains, outside: permitted.dnsNames, or: excluded.dnsNames, within: isWithin)
        {
            return SafeText.quoted(name)
        }
        if let address = first(
            of: names?.addresses ?? [], outside: permitted.addresses, or: excluded.addresses,
            within: isAddressWithin)
        {
            return AddressText.text(of: address)
        }
        let subject = child.subject.isEmpty ? [] : [child.subject]
        return first(
            of: subject + (names?.directoryNames ?? []), outside: permitted.directoryNames,
            or: excluded.directoryNames, within: { $1.isBeginning(of: $0) })?.quoted
    }

    private static func first<Name>(
        of names: [Name], outside permitted: [Name], or excluded: [Name],
        within: (Name, Name) -> Bool
    ) -> Name? {
        names.first { name in
            excluded.contains { within(name, $0) }
                || !permitted.isEmpty && !permitted.contains { within(name, $0) }
        }
    }

    private static func isWithin(_ name: String, _ base: String) -> Bool {
        let (name, base) = (name.lowercased(), base.lowercased())
        if base.isEmpty || name == base { return true }
        return name.hasSuffix(base.hasPrefix(".") ? base : "." + base)
    }

    /// The base is an address and a mask, each as long as the address that is looked at.
    private static func isAddressWithin(_ address: [UInt8], _ base: [UInt8]) -> Bool {
        guard base.count == address.count * 2 else { return false }
        return address.indices.allSatisfy { place in
            address[place] & base[address.count + place]
                == base[place] & base[address.count + place]
        }
    }

    // As OpenSSL decides that a common name is meant as a host's (`cn2dnsid`).
    private static func isDomain(_ text: String) -> Bool {
        text.contains(".")
            && text.utf8.allSatisfy { octet in
                octet == UInt8(ascii: ".") || octet == UInt8(ascii: "-")
                    || octet == UInt8(ascii: "_")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet | 0x20)
            }
    }
}
