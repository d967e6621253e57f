import MQTTPackets

/// A new client that asks what is retained.
final class RetainedReader: Member {
    let connect: Connect
    private(set) var isWelcome = false
    var output: [UInt8] = []
    /// Payloads by topic.
    private(set) var found: [String: [UInt8]] = [:]
    /// Whether all has come: PINGRESP comes after what a SUBSCRIBE before has set off.
    private(set) var isComplete = false

    init(version: ProtocolVersion = .v5) {
        connect = Connect(version: version, clientID: "retained-reader")
    }

    func take(_ packet: Packet, _ scene: inout Scene) {
        switch packet {
        case .connack(let connAck):
            guard !connAck.reasonCode.isError, let packetID = PacketID(1) else { return }
            isWelcome = true
            let wishes = Lane.allCases.filter(\.isRetained).map { Subscription($0.filter) }
            send(.subscribe(Subscribe(packetID: packetID, subscriptions: wishes)))
        case .publish(let publish):
            if publish.isRetained { found[publish.topic] = publish.payload }
        case .suback: send(.pingreq)
        case .pingresp: isComplete = true
        default: break
        }
    }

    func lose() { isWelcome = false }
}
