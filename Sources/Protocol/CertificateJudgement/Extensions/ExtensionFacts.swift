import SwiftASN1

/// What a certificate's extensions say (RFC 5280 section 4.2).
package struct ExtensionFacts: Hashable, Sendable {
    /// Nil when there is no such extension.
    package private(set) var alternativeNames: AlternativeNames?
    package private(set) var basicConstraints: BasicConstraints?
    package private(set) var keyUsage: KeyUsage?
    /// Object identifiers of the purposes; nil when there is no such extension.
    package private(set) var purposes: [String]?
    package private(set) var subjectKeyID: [UInt8]?
    package private(set) var authorityKeyID: AuthorityKeyID?
    package private(set) var nameConstraints: NameConstraints?
    /// Where revocation lists can be fetched.
    package private(set) var listLocations: [String] = []
    /// Object identifiers of all there are, in their order.
    package private(set) var objectIDs: [String] = []
    /// Of those that are critical.
    package private(set) var criticalIDs: Set<String> = []
    /// Of those that should be understood but cannot be read, or occur twice.
    package private(set) var unreadableIDs: [String] = []

    /// None.
    init() {}

    init(_ node: DERNode) throws(DERFault) {
        for part in try node.children(of: .sequence) {
            var fields = try part.children(of: .sequence)
            let objectID = try fields.required().objectID()
            let isCritical = try fields.next(if: .boolean).map { node throws(DERFault) in
                try node.boolean()
            }
            let value = try fields.required().octets(of: .octetString)
            if isCritical == true { criticalIDs.insert(objectID) }
            let isRepeated = objectIDs.contains(objectID)
            objectIDs.append(objectID)
            do {
                if isRepeated { throw part.fault }
                try read(objectID, value, isCritical: isCritical ?? false)
            } catch {
                unreadableIDs.append(objectID)
            }
        }
    }

    /// Critical ones that verifiers do not know; they must refuse the certificate.
    package var unknownCriticalIDs: [String] {
        objectIDs.filter { criticalIDs.contains($0) && !Self.understoodIDs.contains($0) }
    }

    private mutating func read(
        _ objectID: String, _ value: ArraySlice<UInt8>, isCritical: Bool
    ) throws(DERFault) {
        guard let kind = ExtensionKind(rawValue: objectID) else { return }
        let node = try DERNode(parsing: value)
        switch kind {
        case .subjectKeyID:
            subjectKeyID = Array(try node.octets(of: .octetString))
        case .keyUsage:
            keyUsage = KeyUsage(rawValue: try node.flags())
        case .alternativeNames:
            alternativeNames = try AlternativeNames(node)
        case .basicConstraints:
            basicConstraints = try Self.basicConstraints(node, isCritical: isCritical)
        case .nameConstraints:
            nameConstraints = try NameConstraints(node)
        case .listLocations:
            listLocations = try Self.listLocations(node)
        case .authorityKeyID:
            authorityKeyID = try AuthorityKeyID(node)
        case .purposes:
            purposes = try node.children(of: .sequence).map { node throws(DERFault) in
                try node.objectID()
            }
        }
    }

    private static func basicConstraints(
        _ node: DERNode, isCritical: Bool
    ) throws(DERFault) -> BasicConstraints {
        var fields = try node.children(of: .sequence)
        let isAuthority = try fields.next(if: .boolean).map { node throws(DERFault) in
            try node.boolean()
        }
        let pathLength = try fields.next(if: .integer).map { node throws(DERFault) in
            try node.smallNumber()
        }
        return BasicConstraints(
            isAuthority: isAuthority ?? false, pathLength: pathLength, isCritical: isCritical)
    }

    private static func listLocations(_ node: DERNode) throws(DERFault) -> [String] {
        var locations: [String] = []
        for point in try node.children(of: .sequence) {
            var fields = try point.children(of: .sequence)
            guard let place = fields.next(ifTagged: 0) else { continue }
            for form in try place.children() where form.isTagged(0) {
                for name in try form.children() {
                    if case .uri(let text) = try GeneralName(name) { locations.append(text) }
                }
            }
        }
        return locations
    }

    // Those of which OpenSSL says that it understands them when they are critical.
    private static let understoodIDs: Set<String> = [
        "2.16.840.1.113730.1.1", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.31",
        "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.37", "2.5.29.54", "1.3.6.1.5.5.7.1.7",
        "1.3.6.1.5.5.7.1.8", "1.3.6.1.5.5.7.1.14",
    ]
}
