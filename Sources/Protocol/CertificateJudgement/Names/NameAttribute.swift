import SwiftASN1

/// One part of a distinguished name: `O=ISIS`.
struct NameAttribute {
    private let objectID: String
    private let value: DERNode
    private let typeOctets: ArraySlice<UInt8>

    init(_ node: DERNode) throws(DERFault) {
        var parts = try node.children(of: .sequence)
        let type = try parts.required()
        objectID = try type.objectID()
        typeOctets = type.bytes
        value = try parts.required()
    }

    var isCommonName: Bool { objectID == "2.5.4.3" }
    var isOrganization: Bool { objectID == "2.5.4.10" }

    /// Nil when it is no readable string.
    var valueText: String? { value.text }

    /// As RFC 2253 section 2.3 writes it, and as OpenSSL does where that leaves a choice.
    var text: String {
        guard let name = Self.shortNames[objectID] else { return "\(objectID)=\(dump)" }
        guard let text = value.text else { return "\(name)=\(dump)" }
        return "\(name)=\(Self.escaped(text))"
    }

    /// As `openssl req -subj` takes it; empty where it cannot be said so.
    var optionText: String {
        guard let name = Self.shortNames[objectID], let text = value.text else { return "" }
        var escaped = ""
        for character in text {
            if "/\\+=".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return "/\(name)=\(escaped)"
    }

    /// Equal for those that OpenSSL takes for equal: case and outer or doubled spaces do not count,
    /// nor does the type of the string.
    var canonical: [UInt8] {
        guard let text = value.text, value.identifier != .numericString else {
            return typeOctets + [0] + value.bytes
        }
        return typeOctets + [1] + Self.folded(text)
    }

    private var dump: String { "#" + HexadecimalText.uppercase(value.bytes) }

    private static func folded(_ text: String) -> [UInt8] {
        var folded: [UInt8] = []
        var isSpacePending = false
        for octet in text.utf8 {
            if octet == 0x20 || (0x09...0x0D).contains(octet) {
                isSpacePending = !folded.isEmpty
                continue
            }
            if isSpacePending { folded.append(0x20) }
            isSpacePending = false
            let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet)
            folded.append(isCapital ? octet | 0x20 : octet)
        }
        return folded
    }

    private static func escaped(_ text: String) -> String {
        let octets = Array(text.utf8)
        var escaped = ""
        for (place, octet) in octets.enumerated() {
            let character = Character(Unicode.Scalar(octet))
            let isEdge =
                (character == " " && (place == 0 || place == octets.count - 1))
                || (character == "#" && place == 0)
            if isEdge || ",+\"\\<>;".contains(character) {
                escaped += "\\\(character)"
            } else if octet < 0x20 || octet >= 0x7F {
                escaped += "\\" + HexadecimalText.uppercase([octet])
            } else {
                escaped.append(character)
            }
        }
        return escaped
    }

    // As OpenSSL abbreviates them; others are written as numbers.
    private static let shortNames = [
        "2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C",
        "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU",
        "2.5.4.12": "title", "2.5.4.13": "description", "2.5.4.15": "businessCategory",
        "2.5.4.17": "postalCode", "2.5.4.41": "name", "2.5.4.42": "GN", "2.5.4.43": "initials",
        "2.5.4.44": "generationQualifier", "2.5.4.46": "dnQualifier", "2.5.4.65": "pseudonym",
        "2.5.4.97": "organizationIdentifier", "0.9.2342.19200300.100.1.1": "UID",
        "0.9.2342.19200300.100.1.25": "DC", "1.2.840.113549.1.9.1": "emailAddress",
        "1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL",
        "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST", "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
    ]
}
