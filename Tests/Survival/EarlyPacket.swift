import MQTTPackets
import Testing

/// Bytes after CONNECT that end too early for what they claim to be, or whose variable byte integer
/// has five bytes.
struct EarlyPacket: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let version: ProtocolVersion

    var testDescription: String { "\(name), \(version)" }

    init(_ name: String, _ bytes: [UInt8], _ version: ProtocolVersion) {
        self.name = name
        self.bytes = bytes
        self.version = version
    }

    /// All of them.
    static let all: [EarlyPacket] = ofEvery(.v311) + ofEvery(.v5) + ofFive

    private static func ofEvery(_ version: ProtocolVersion) -> [EarlyPacket] {
        let start: [UInt8] = version == .v5 ? [0, 1, 0] : [0, 1]  // identifier, no properties
        let bare: [(String, [UInt8])] = [
            ("a length of five bytes", [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]),
            ("a length of five bytes that is small", [0x30, 0x80, 0x80, 0x80, 0x80, 0]),
            ("PUBLISH with half a topic length", [0x30, 1, 0]),
            ("PUBLISH without a topic", [0x30, 0]),
            ("a topic longer than its packet", [0x30, 3, 0, 9, 0x61]),
            ("PUBLISH ends before its packet identifier", [0x32, 3, 0, 1, 0x61]),
            ("PUBLISH ends in its packet identifier", [0x32, 4, 0, 1, 0x61, 0]),
            ("PUBACK without an identifier", [0x40, 0]),
            ("PUBACK with half an identifier", [0x40, 1, 0]),
            ("PUBREL without an identifier", [0x62, 0]),
            ("SUBSCRIBE ends in its identifier", [0x82, 1, 0]),
        ]
        let framed: [(String, UInt8, [UInt8])] = [
            ("SUBSCRIBE without a filter", 0x82, []),
            ("SUBSCRIBE ends before its options byte", 0x82, [0, 1, 0x61]),
            ("SUBSCRIBE ends before its second options byte", 0x82, [0, 1, 0x61, 0, 0, 1, 0x62]),
            ("UNSUBSCRIBE without a filter", 0xA2, []),
            ("UNSUBSCRIBE with half a filter", 0xA2, [0, 2, 0x61]),
        ]
        return bare.map { EarlyPacket($0.0, $0.1, version) }
            + framed.map { EarlyPacket($0.0, Bytes.frame($0.1, start + $0.2), version) }
    }

    private static let ofFive: [EarlyPacket] = {
        let packets: [(String, [UInt8])] = [
            ("PUBLISH ends before its property length", [0x30, 3, 0, 1, 0x61]),
            ("SUBSCRIBE ends before its property length", [0x82, 2, 0, 1]),
            ("UNSUBSCRIBE ends before its property length", [0xA2, 2, 0, 1]),
            ("properties longer than PUBLISH", [0x30, 4, 0, 1, 0x61, 9]),
            ("properties longer than PUBACK", [0x40, 4, 0, 1, 0, 5]),
            ("properties longer than DISCONNECT", [0xE0, 2, 0, 9]),
            (
                "a property length of five bytes",
                [0x30, 8, 0, 1, 0x61, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
            ),
            (
                "a property length of four bytes that could be one",
                [0x30, 7, 0, 1, 0x61, 0x80, 0x80, 0x80, 0]
            ),
            (
                "a subscription identifier of five bytes",
                [0x82, 13, 0, 1, 6, 0x0B, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0, 1, 0x61, 0]
            ),
            ("half a property", [0x30, 6, 0, 1, 0x61, 2, 0x02, 0]),
            ("a property identifier without a value", [0x30, 5, 0, 1, 0x61, 1, 0x01]),
        ]
        return packets.map { EarlyPacket($0.0, $0.1, .v5) }
    }()
}
