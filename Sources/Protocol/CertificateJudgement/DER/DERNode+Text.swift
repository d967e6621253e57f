import SwiftASN1

extension DERNode {
    /// The characters of a string of any type; nil for other types and for wrong characters.
    var text: String? {
        guard let octets = try? octets() else { return nil }  // Nil: constructed, so no string.
        switch identifier {
        case .utf8String:
            return String(validating: octets, as: UTF8.self)
        case .bmpString:
            return Self.text(of: octets, width: 2)
        case .universalString:
            return Self.text(of: octets, width: 4)
        case .printableString, .ia5String, .teletexString, .numericString, .visibleString:
            return Self.text(of: octets, width: 1)
        default:
            return nil
        }
    }

    /// The characters of a string whose type a tag of the context hides: IA5String.
    var taggedText: String? {
        // Nil: constructed, so no string.
        (try? octets()).flatMap { Self.text(of: $0, width: 1) }
    }

    private static func text(of octets: ArraySlice<UInt8>, width: Int) -> String? {
        guard octets.count.isMultiple(of: width) else { return nil }
        var text = String.UnicodeScalarView()
        var value: UInt32 = 0
        for (place, octet) in octets.enumerated() {
            value = value << 8 | UInt32(octet)
            guard place % width == width - 1 else { continue }
            guard let scalar = Unicode.Scalar(value) else { return nil }
            text.append(scalar)
            value = 0
        }
        return String(text)
    }
}
