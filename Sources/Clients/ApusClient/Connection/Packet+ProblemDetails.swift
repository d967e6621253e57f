internal import MQTTPackets

extension Packet {
    /// Whether it bears a reason string or user properties, of which a client can ask to be spared
    /// `[MQTT-3.1.2-29]`.
    var hasProblemDetails: Bool {
        let properties: Properties
        switch self {
        case .puback(let body), .pubrec(let body), .pubrel(let body), .pubcomp(let body):
            properties = body.properties
        case .suback(let suback): properties = suback.properties
        case .unsuback(let unsuback): properties = unsuback.properties
        case .auth(let auth): properties = auth.properties
        case .connect, .connack, .publish, .subscribe, .unsubscribe, .pingreq, .pingresp,
            .disconnect:
            return false
        }
        return properties.reasonString != nil || !properties.userProperties.isEmpty
    }
}
