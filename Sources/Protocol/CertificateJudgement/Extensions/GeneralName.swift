import SwiftASN1

/// A name of one of many kinds (RFC 5280 section 4.2.1.6).
enum GeneralName {
    case email(String)
    case dns(String)
    case directory(NameFacts)
    case uri(String)
    /// In constraints an address is followed by its mask.
    case address([UInt8])
    case other

    init(_ node: DERNode) throws(DERFault) {
        guard node.identifier.tagClass == .contextSpecific else { throw node.fault }
        switch node.identifier.tagNumber {
        case 1: self = .email(try Self.text(node))
        case 2: self = .dns(try Self.text(node))
        case 4:
            var inside = try node.children()
            self = .directory(try NameFacts(try inside.required()))
        case 6: self = .uri(try Self.text(node))
        case 7: self = .address(Array(try node.octets()))
        default: self = .other
        }
    }

    private static func text(_ node: DERNode) throws(DERFault) -> String {
        guard let text = node.taggedText else { throw node.fault }
        return text
    }
}
