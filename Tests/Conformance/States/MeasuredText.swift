import MQTTPackets
import MQTTProbe

/// Bytes written as ``HexText`` reads them, with brackets around what a length field counts:
/// `{…}` behind a remaining length, `(…)` behind two bytes, `[…]` behind a property length, which
/// only MQTT 5 has.
struct MeasuredText {
    private enum Measure: Character {
        case remainingLength = "{"
        case propertyLength = "["
        case twoBytes = "("

        var end: Character {
            switch self {
            case .remainingLength: "}"
            case .propertyLength: "]"
            case .twoBytes: ")"
            }
        }
    }

    private indirect enum Part {
        case bytes([UInt8])
        case measured(Measure, [Part])
    }

    private let parts: [Part]

    /// - Throws: ``ProbeFailure`` for what is no text of this kind.
    init(_ text: String, _ version: ProtocolVersion) throws {
        var rest = Array(text)[...]
        parts = try Self.parse(&rest, until: nil, version)
        if !rest.isEmpty { throw ProbeFailure("one bracket too many: \(text)") }
    }

    /// The bytes with every length as it must be.
    var bytes: [UInt8] { bytes(changing: nil, by: 0) ?? [] }

    /// How many length fields there are.
    var lengthFieldCount: Int { Self.count(parts) }

    /// The bytes with one length field larger or smaller; nil when it cannot be smaller.
    func bytes(changing field: Int?, by difference: Int) -> [UInt8]? {
        var number = 0
        return Self.encode(parts, &number, changing: field, by: difference)
    }

    private static func parse(
        _ rest: inout ArraySlice<Character>, until end: Character?, _ version: ProtocolVersion
    ) throws -> [Part] {
        var parts: [Part] = []
        var plain = ""
        var isQuoted = false
        while let character = rest.first, isQuoted || character != end {
            let measure = isQuoted ? nil : Measure(rawValue: character)
            rest.removeFirst()
            guard let measure else {
                if character == "'" { isQuoted.toggle() }
                plain.append(character)
                continue
            }
            parts.append(.bytes(try HexText.bytes(plain)))
            plain = ""
            let inner = try parse(&rest, until: measure.end, version)
            if rest.popFirst() == nil { throw ProbeFailure("a bracket without an end") }
            if measure == .propertyLength, version != .v5 { continue }
            parts.append(.measured(measure, inner))
        }
        return parts + [.bytes(try HexText.bytes(plain))]
    }

    private static func count(_ parts: [Part]) -> Int {
        parts.reduce(0) { sum, part in
            guard case .measured(_, let inner) = part else { return sum }
            return sum + 1 + count(inner)
        }
    }

    private static func encode(
        _ parts: [Part], _ number: inout Int, changing field: Int?, by difference: Int
    ) -> [UInt8]? {
        var bytes: [UInt8] = []
        for part in parts {
            switch part {
            case .bytes(let plain): bytes += plain
            case .measured(let measure, let inner):
                let isChanged = number == field
                number += 1
                guard let body = encode(inner, &number, changing: field, by: difference) else {
                    return nil
                }
                let length = body.count + (isChanged ? difference : 0)
                if length < 0 { return nil }
                if measure == .twoBytes {
                    bytes += [UInt8(length >> 8), UInt8(length & 0xFF)]
                } else {
                    VariableByteInteger.append(length, to: &bytes)
                }
                bytes += body
            }
        }
        return bytes
    }
}
