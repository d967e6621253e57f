import MQTTPackets

/// A client that publishes with QoS 1 and 2 as fast as its window allows, and brings to its end
/// what a lost connection has left open [MQTT-4.4.0-1].
final class Publisher: Member {
    /// How far a message has come.
    private enum Stage {
        /// Neither PUBACK nor PUBREC was seen.
        case published
        /// PUBREC was seen, PUBCOMP not.
        case released
    }

    private struct Exchange {
        let packetID: PacketID
        let stamp: Stamp
        var stage = Stage.published
    }

    let connect: Connect
    let number: Int
    private(set) var isWelcome = false
    /// The broker refused a message: it rests for a while.
    private(set) var isResting = false
    var output: [UInt8] = []
    /// In the order of sending.
    private var exchanges: [Exchange] = []
    private var hasSession = false
    private var lastID: UInt16 = 0
    private var window: Int

    static let windowMax = 20

    init(number: Int, version: ProtocolVersion) {
        self.number = number
        window = Self.windowMax
        connect = Self.keptSession("publisher-\(number)", version)
    }

    /// Whether nothing is left open.
    var isDone: Bool { exchanges.isEmpty }

    func take(_ packet: Packet, _ scene: inout Scene) {
        switch packet {
        case .connack(let connAck): resume(connAck, &scene)
        case .puback(let answer):
            if let place = place(answer.packetID) { end(place, answer, &scene) }
        case .pubrec(let answer): release(answer, &scene)
        case .pubcomp(let answer):
            if let place = place(answer.packetID), exchanges[place].stage == .released {
                exchanges.remove(at: place)
            }
        default: break
        }
        fill(&scene)
    }

    func lose() { isWelcome = false }

    /// Sends new messages until the window is full.
    func fill(_ scene: inout Scene) {
        guard isWelcome, !isResting else { return }
        while scene.isPublishing, exchanges.count < window {
            let lane = Self.lane(&scene)
            let qos: QoS =
                lane.qos ?? (Bool.random(using: &scene.random) ? .atLeastOnce : .exactlyOnce)
            let stamp = scene.ledger.send(
                number, lane, qos,
                payloadBytes: .random(in: scene.payloadBytes, using: &scene.random))
            let exchange = Exchange(packetID: nextID(), stamp: stamp)
            exchanges.append(exchange)
            publish(exchange, scene.ledger[stamp], isDuplicate: false)
        }
    }

    /// The rest after a refusal is over.
    func wake(_ scene: inout Scene) {
        isResting = false
        fill(&scene)
    }

    private func resume(_ connAck: ConnAck, _ scene: inout Scene) {
        guard !connAck.reasonCode.isError else { return }
        if hasSession, !connAck.isSessionPresent {
            scene.ledger.note(.lostSession, connect.clientID)
        }
        hasSession = true
        isWelcome = true
        isResting = false
        window = min(Self.windowMax, connAck.properties.receiveMaximum.map { Int($0) } ?? .max)
        for exchange in exchanges {
            switch exchange.stage {
            case .published:
                scene.ledger.resend(exchange.stamp)
                publish(exchange, scene.ledger[exchange.stamp], isDuplicate: true)
            case .released: send(.pubrel(Acknowledgement(packetID: exchange.packetID)))
            }
        }
    }

    private func release(_ answer: Acknowledgement, _ scene: inout Scene) {
        guard let place = place(answer.packetID) else { return }
        if answer.reasonCode.isError {
            end(place, answer, &scene)
            return
        }
        scene.ledger.acknowledge(exchanges[place].stamp)
        exchanges[place].stage = .released
        send(.pubrel(Acknowledgement(packetID: answer.packetID)))
    }

    private func end(_ place: Int, _ answer: Acknowledgement, _ scene: inout Scene) {
        let stamp = exchanges.remove(at: place).stamp
        if answer.reasonCode.isError {
            scene.ledger.refuse(stamp)
            isResting = true
        } else {
            scene.ledger.acknowledge(stamp)
        }
    }

    private func publish(_ exchange: Exchange, _ message: SentMessage, isDuplicate: Bool) {
        send(
            .publish(
                Publish(
                    topic: message.lane.topic(of: number),
                    payload: exchange.stamp.payload(bytes: message.payloadBytes),
                    qos: message.qos, isRetained: message.lane.isRetained,
                    isDuplicate: isDuplicate, packetID: exchange.packetID)))
    }

    /// One message in five is retained.
    private static func lane(_ scene: inout Scene) -> Lane {
        switch Int.random(in: 0..<10, using: &scene.random) {
        case 0: .retainedAtLeastOnce
        case 1: .retainedExactlyOnce
        case 2...5: .mixed
        default: .other
        }
    }

    private func nextID() -> PacketID {
        while true {
            lastID &+= 1
            if let packetID = PacketID(lastID), place(packetID) == nil { return packetID }
        }
    }

    private func place(_ packetID: PacketID) -> Int? {
        exchanges.firstIndex { $0.packetID == packetID }
    }
}
