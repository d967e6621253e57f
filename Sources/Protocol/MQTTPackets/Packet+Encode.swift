extension Packet {
    /// Appends the packet's bytes.
    ///
    /// Before MQTT 5, properties and reason codes that the wire cannot bear are left out. CONNECT
    /// takes the version from its own field; `version` is ignored there.
    /// - Precondition: the packet is legal: strings fit 65,535 bytes, a packet identifier exactly
    ///   where one belongs, lists not empty.
    package func encode(into bytes: inout [UInt8], version: ProtocolVersion) {
        if case .publish(let publish) = self {
            publish.encode(into: &bytes, version: version)
            return
        }
        bytes.append(type.rawValue << 4 | flags)
        let start = bytes.count
        switch self {
        case .connect(let connect): connect.encodeBody(into: &bytes)
        case .connack(let connAck): connAck.encodeBody(into: &bytes, version)
        case .puback(let acknowledgement), .pubrec(let acknowledgement),
            .pubrel(let acknowledgement), .pubcomp(let acknowledgement):
            acknowledgement.encodeBody(into: &bytes, version)
        case .subscribe(let subscribe): subscribe.encodeBody(into: &bytes, version)
        case .suback(let subAck): subAck.encodeBody(into: &bytes, version)
        case .unsubscribe(let unsubscribe): unsubscribe.encodeBody(into: &bytes, version)
        case .unsuback(let unsubAck): unsubAck.encodeBody(into: &bytes, version)
        case .disconnect(let disconnect): disconnect.encodeBody(into: &bytes, version)
        case .auth(let auth): auth.encodeBody(into: &bytes, version)
        case .publish, .pingreq, .pingresp: break
        }
        bytes.insertLength(at: start)
    }

    private var flags: UInt8 {
        switch self {
        case .pubrel, .subscribe, .unsubscribe: 0x02
        default: 0
        }
    }
}
