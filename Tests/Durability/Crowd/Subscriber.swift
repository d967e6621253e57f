import MQTTPackets

/// A client with a kept session that remembers, as it must, which QoS 2 messages it has received
/// and were not released yet [MQTT-4.3.3-10].
final class Subscriber: Member {
    /// When it is there.
    enum Habit {
        /// Whenever there is a broker.
        case steady
        /// For its SUBACK, then now and then, and at the end.
        case away
        /// Loses its connection in the middle.
        case restless
        /// Subscribes when messages are flowing already.
        case late
    }

    let connect: Connect
    let number: Int
    let scope: Scope
    let qos: QoS
    let habit: Habit
    private(set) var isWelcome = false
    private(set) var isSubscribed = false
    var output: [UInt8] = []
    private var hasSession = false
    /// By packet identifier the payload of each QoS 2 message between PUBLISH and PUBREL.
    private var unreleased: [PacketID: [UInt8]] = [:]

    init(number: Int, _ version: ProtocolVersion, _ scope: Scope, _ qos: QoS, _ habit: Habit) {
        self.number = number
        self.scope = scope
        self.qos = qos
        self.habit = habit
        connect = Self.keptSession("subscriber-\(number)", version)
    }

    func take(_ packet: Packet, _ scene: inout Scene) {
        switch packet {
        case .connack(let connAck): resume(connAck, &scene)
        case .suback(let subAck):
            guard subAck.reasonCodes.allSatisfy({ !$0.isError }) else { return }
            isSubscribed = true
            scene.ledger.subscribe(number)
        case .publish(let publish): receive(publish, &scene)
        case .pubrel(let release):
            unreleased[release.packetID] = nil
            send(.pubcomp(Acknowledgement(packetID: release.packetID)))
        default: break
        }
    }

    func lose() { isWelcome = false }

    private func resume(_ connAck: ConnAck, _ scene: inout Scene) {
        guard !connAck.reasonCode.isError else { return }
        isWelcome = true
        if !connAck.isSessionPresent {
            if hasSession { scene.ledger.note(.lostSession, connect.clientID) }
            isSubscribed = false
            unreleased = [:]
        }
        hasSession = true
        guard !isSubscribed, let packetID = PacketID(1) else { return }
        let options = SubscriptionOptions(qos: qos)
        send(
            .subscribe(
                Subscribe(
                    packetID: packetID, subscriptions: [Subscription(scope.filter, options)])))
    }

    private func receive(_ publish: Publish, _ scene: inout Scene) {
        guard let packetID = publish.packetID else {
            scene.ledger.receive(Delivery(publish), by: number)
            return
        }
        if publish.qos == .atLeastOnce {
            scene.ledger.receive(Delivery(publish), by: number)
            send(.puback(Acknowledgement(packetID: packetID)))
            return
        }
        if let payload = unreleased[packetID], payload == publish.payload {
            if !publish.isDuplicate {
                scene.ledger.note(
                    .unexplainedRepeat, "\(connect.clientID), \(packetID), QoS 2 without DUP")
            }
        } else {
            if unreleased[packetID] != nil {
                scene.ledger.note(.takenPacketID, "\(connect.clientID), \(packetID)")
            }
            unreleased[packetID] = publish.payload
            scene.ledger.receive(Delivery(publish), by: number)
        }
        send(.pubrec(Acknowledgement(packetID: packetID)))
    }
}
