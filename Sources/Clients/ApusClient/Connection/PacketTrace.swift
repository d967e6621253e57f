internal import MQTTPackets

/// One packet that passed, for people: `description` reads like a line of `mosquitto_pub -d`.
public struct PacketTrace: Hashable, Sendable, CustomStringConvertible {
    /// Whether the client sent the packet; otherwise it received it.
    public let isOutgoing: Bool
    /// The packet's name and its most telling fields.
    public let packet: String

    public var description: String { (isOutgoing ? "sending " : "received ") + packet }

    /// The trace of a packet in one direction.
    init(_ packet: Packet, isOutgoing: Bool) {
        self.isOutgoing = isOutgoing
        self.packet = PacketTrace.text(packet, isOutgoing: isOutgoing)
    }

    private static func text(_ packet: Packet, isOutgoing: Bool) -> String {
        switch packet {
        case .connect: "CONNECT"
        case .connack(let connack): "CONNACK (\(connack.reasonCode.rawValue))"
        case .publish(let publish): text(publish)
        case .puback(let body): text("PUBACK", body, isOutgoing)
        case .pubrec(let body): text("PUBREC", body, isOutgoing)
        case .pubrel(let body): "PUBREL (m\(body.packetID.rawValue))"
        case .pubcomp(let body): text("PUBCOMP", body, isOutgoing)
        case .subscribe(let subscribe):
            "SUBSCRIBE (Mid: \(subscribe.packetID.rawValue), "
                + subscribe.subscriptions.map {
                    "Topic: \($0.filter), QoS: \($0.options.qos.rawValue), "
                        + "Options: 0x0\(String($0.options.rawValue & 0xFC, radix: 16))"
                }.joined(separator: ", ") + ")"
        case .suback: "SUBACK"
        case .unsubscribe(let unsubscribe):
            "UNSUBSCRIBE (Mid: \(unsubscribe.packetID.rawValue), "
                + unsubscribe.filters.map { "Topic: \($0)" }.joined(separator: ", ") + ")"
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
