import MQTTPackets
import Testing

/// A legal packet of a client in one of its forms.
struct PacketForm: Sendable, CustomTestStringConvertible {
    /// When in the life of a connection the packet comes.
    enum Place: Sendable {
        case first
        /// The broker has asked for AUTH before CONNACK.
        case inExchange
        case connected
    }

    let name: String
    /// As ``MeasuredText`` reads it.
    let text: String
    let place: Place
    let version: ProtocolVersion

    var testDescription: String { "\(name), \(version)" }

    /// The packet with every length as it must be.
    func packet() throws -> MeasuredText { try MeasuredText(text, version) }

    /// Whether the broker's answer is the same each time on the same connection.
    var isRepeatable: Bool {
        place == .connected && !name.hasPrefix("DISCONNECT") && !name.contains("QoS 2")
    }

    /// Every form of every version.
    static let all = [ProtocolVersion.v31, .v311, .v5].flatMap { forms(of: $0) }

    /// Those that anybody can send: AUTH needs a mechanism on the listener.
    static let withoutAuth = all.filter { !$0.name.hasPrefix("AUTH") }

    private static func forms(of version: ProtocolVersion) -> [PacketForm] {
        let everything = StatePacket.connect(
            version, "F6",
            properties: "11 00 00 00 0A 21 00 05 22 00 03 26 ('k') ('v')",
            payload:
                "('c') [18 00 00 00 00 01 01 03 ('text') 26 ('k') ('v')] ('w') ('bye') ('u') "
                + "(00 FF)")
        let first = [
            ("CONNECT", StatePacket.connect(version, "02")),
            ("CONNECT with will, name and password", everything),
        ].map { PacketForm(name: $0.0, text: $0.1, place: .first, version: version) }
        let later = (plain + (version == .v5 ? ofFive : [])).map {
            PacketForm(name: $0.0, text: $0.1, place: .connected, version: version)
        }
        return first + later + (version == .v5 ? [step] : [])
    }

    private static let long = String(repeating: "x", count: 130)

    private static let plain = [
        ("PUBLISH of QoS 0", "30 {('t') [] 'x'}"),
        ("PUBLISH of QoS 1", "32 {('t/ä') 00 09 [] 'payload'}"),
        ("PUBLISH of QoS 1 of nothing", "3A {('t') 00 09 []}"),
        ("PUBLISH of QoS 2, retained, a length of two bytes", "35 {('t') 00 09 [] '\(long)'}"),
        ("PUBACK", "40 {00 09}"), ("PUBREC", "50 {00 09}"), ("PUBREL", "62 {00 09}"),
        ("PUBCOMP", "70 {00 09}"),
        ("SUBSCRIBE", "82 {00 09 [] ('a/+') 01 ('b/#') 02}"),
        ("UNSUBSCRIBE", "A2 {00 09 [] ('a/+') ('b')}"),
        ("PINGREQ", "C0 {}"), ("DISCONNECT", "E0 {}"),
    ]

    private static let ofFive = [
        (
            "PUBLISH with every property",
            "30 {('t') [01 01 02 00 00 00 3C 03 ('text/plain') 08 ('answers') 09 (01 02 03) "
                + "26 ('k') ('v') 26 ('k') ('')] 'x'}"
        ),
        ("PUBLISH with a topic alias", "32 {('t') 00 09 [23 00 01] 'x'}"),
        ("PUBACK with a reason", "40 {00 09 10}"),
        ("PUBREC with properties", "50 {00 09 00 [1F ('because') 26 ('k') ('v')]}"),
        ("PUBREL with no properties", "62 {00 09 92 []}"),
        ("PUBCOMP with properties", "70 {00 09 92 [1F ('because')]}"),
        (
            "SUBSCRIBE with properties",
            "82 {00 09 [0B 05 26 ('k') ('v')] ('$share/g/a') 01 ('b') 2D}"
        ),
        ("UNSUBSCRIBE with properties", "A2 {00 09 [26 ('k') ('v')] ('a')}"),
        ("DISCONNECT with a reason", "E0 {04}"),
        ("DISCONNECT with properties", "E0 {04 [11 00 00 00 05 1F ('because') 26 ('k') ('v')]}"),
        ("AUTH that begins", "F0 {19 [15 ('M') 16 (01)]}"),
    ]

    private static let step = PacketForm(
        name: "AUTH that goes on", text: "F0 {18 [15 ('M') 16 (03) 1F ('because') 26 ('k') ('v')]}",
        place: .inExchange, version: .v5)
}
