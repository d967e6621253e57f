import MQTTPackets

/// The packet that stands for its type in the table: legal as far as it can be, packet identifier
/// 1, topic `t`.
enum StatePacket {
    /// Its text, as ``MeasuredText`` reads it.
    static func text(of type: UInt8, _ version: ProtocolVersion) -> String {
        switch type {
        case 0: "00 {}"
        case 1: connect(version, "02")
        case 2: "20 {00 00 []}"
        case 3: "34 {('t') 00 01 [] 'x'}"
        case 4: "40 {00 01}"
        case 5: "50 {00 01}"
        case 6: "62 {00 01}"
        case 7: "70 {00 01}"
        case 8: "82 {00 01 [] ('t/u') 00}"
        case 9: "90 {00 01 [] 00}"
        case 10: "A2 {00 01 [] ('t')}"
        case 11: version == .v5 ? "B0 {00 01 [] 00}" : "B0 {00 01}"
        case 12: "C0 {}"
        case 13: "D0 {}"
        case 14: "E0 {}"
        default: version == .v5 ? "F0 {18 [15 ('M') 16 (03)]}" : "F0 {}"
        }
    }

    /// CONNECT of client `c` without keep alive.
    static func connect(
        _ version: ProtocolVersion, _ flags: String, properties: String = "",
        payload: String = "('c')"
    ) -> String {
        "10 {\(name(version)) \(flags) 00 00 [\(properties)] \(payload)}"
    }

    private static func name(_ version: ProtocolVersion) -> String {
        switch version {
        case .v31: "('MQIsdp') 03"
        case .v311: "('MQTT') 04"
        case .v5: "('MQTT') 05"
        }
    }
}
