internal import MQTTPackets

/// One packet that passed, for people: `description` reads like a line of `mosquitto_pub -d`.
public struct PacketTrace: Hashable, Sendable, CustomStringConvertible {
    /// Whether the client sent the packet; otherwise it received it.
    public let isOutgoing: Bool
    /// The packet's name and its most telling fields.
    public let packet: String

    public var description: String { (isOutgoing ? "sending " : "received ") + packet }

    /// The traces of a packet in one direction: SUBSCRIBE and UNSUBSCRIBE have one per filter.
    static func traces(
        of packet: Packet, isOutgoing: Bool, version: MQTTPackets.ProtocolVersion
    ) -> [PacketTrace] {
        let texts: [String]
        switch packet {
        case .subscribe(let subscribe):
            texts = subscribe.subscriptions.map {
                let options = String($0.options.rawValue & 0xFC, radix: 16)
                return "SUBSCRIBE (Mid: \(subscribe.packetID.rawValue), Topic: \($0.filter), "
                    + "QoS: \($0.options.qos.rawValue), "
                    + "Options: 0x\(options.utf8.count == 1 ? "0" : "")\(options))"
            }
        case .unsubscribe(let unsubscribe):
            texts = unsubscribe.filters.map {
                "UNSUBSCRIBE (Mid: \(unsubscribe.packetID.rawValue), Topic: \($0))"
            }
        default: texts = [text(packet, isOutgoing, version)]
        }
        return texts.map { PacketTrace(isOutgoing: isOutgoing, packet: $0) }
    }

    private static func text(
        _ packet: Packet, _ isOutgoing: Bool, _ version: MQTTPackets.ProtocolVersion
    ) -> String {
        switch packet {
        case .connect: "CONNECT"
        case .connack(let connack):
            version == .v5
                ? "CONNACK (\(connack.reasonCode.rawValue))"
                : "CONNACK (\(connack.reasonCode.connectReturnCode.rawValue))"
        case .publish(let publish): text(publish)
        case .puback(let body): text("PUBACK", body, isOutgoing)
        case .pubrec(let body):
            isOutgoing ? text("PUBREC", body, true) : "PUBREC (Mid: \(body.packetID.rawValue))"
        case .pubrel(let body):
            isOutgoing
                ? "PUBREL (m\(body.packetID.rawValue))" : "PUBREL (Mid: \(body.packetID.rawValue))"
        case .pubcomp(let body): text("PUBCOMP", body, isOutgoing)
        case .subscribe: "SUBSCRIBE"
        case .suback: "SUBACK"
        case .unsubscribe: "UNSUBSCRIBE"
        case .unsuback: "UNSUBACK"
        case .pingreq: "PINGREQ"
        case .pingresp: "PINGRESP"
        case .disconnect(let disconnect):
            isOutgoing ? "DISCONNECT" : "DISCONNECT (\(disconnect.reasonCode.rawValue))"
        case .auth: "AUTH"
        }
    }

    private static func text(_ publish: Publish) -> String {
        "PUBLISH (d\(publish.isDuplicate ? 1 : 0), q\(publish.qos.rawValue), "
            + "r\(publish.isRetained ? 1 : 0), m\(publish.packetID?.rawValue ?? 0), "
            + "'\(publish.topic)', ... (\(publish.payload.count) bytes))"
    }

    private static func text(
        _ name: String, _ body: Acknowledgement, _ isOutgoing: Bool
    ) -> String {
        isOutgoing
            ? "\(name) (m\(body.packetID.rawValue), rc\(body.reasonCode.rawValue))"
            : "\(name) (Mid: \(body.packetID.rawValue), RC:\(body.reasonCode.rawValue))"
    }
}
