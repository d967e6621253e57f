import MQTTPackets

/// A client that shows whether the broker lives: PINGREQ, then a QoS 0 message to itself, and so
/// on without end.
final class Pulse: Member {
    let connect = Connect(version: .v311, clientID: "pulse")
    private(set) var isWelcome = false
    var output: [UInt8] = []
    /// How often both have come back.
    private(set) var roundTrips = 0

    private static let topic = "pulse"

    func take(_ packet: Packet, _ scene: inout Scene) {
        switch packet {
        case .connack(let connAck):
            guard !connAck.reasonCode.isError, let packetID = PacketID(1) else { return }
            isWelcome = true
            send(
                .subscribe(
                    Subscribe(packetID: packetID, subscriptions: [Subscription(Self.topic)])))
        case .suback: send(.pingreq)
        case .pingresp: send(.publish(Publish(topic: Self.topic)))
        case .publish:
            roundTrips += 1
            send(.pingreq)
        default: break
        }
    }

    func lose() { isWelcome = false }
}
