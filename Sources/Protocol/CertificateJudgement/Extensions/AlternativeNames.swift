import SwiftASN1

/// Further names of a certificate's subject (RFC 5280 section 4.2.1.6).
package struct AlternativeNames: Hashable, Sendable {
    package private(set) var dnsNames: [String] = []
    /// 4 or 16 bytes each, or what somebody took for an address.
    package private(set) var addresses: [[UInt8]] = []
    package private(set) var emails: [String] = []
    package private(set) var uris: [String] = []
    package private(set) var directoryNames: [NameFacts] = []
    /// How many there are of kinds that are not read.
    package private(set) var otherCount = 0

    /// None.
    init() {}

    init(_ node: DERNode) throws(DERFault) {
        for name in try node.children(of: .sequence) {
            append(try GeneralName(name))
        }
    }

    /// Reads the subtrees of constraints on names, by their bases.
    init(bases node: DERNode) throws(DERFault) {
        for subtree in try node.children() {
            var fields = try subtree.children(of: .sequence)
            append(try GeneralName(try fields.required()))
        }
    }

    /// Whether there is no name of any kind.
    package var isEmpty: Bool {
        dnsNames.isEmpty && addresses.isEmpty && emails.isEmpty && uris.isEmpty
            && directoryNames.isEmpty && otherCount == 0
    }

    private mutating func append(_ name: GeneralName) {
        switch name {
        case .email(let text): emails.append(text)
        case .dns(let text): dnsNames.append(text)
        case .directory(let name): directoryNames.append(name)
        case .uri(let text): uris.append(text)
        case .address(let octets): addresses.append(octets)
        case .other: otherCount += 1
        }
    }
}
