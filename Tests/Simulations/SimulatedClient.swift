import BrokerCore
import MQTTPackets

/// A client that obeys the specification: it keeps its session over connections, sends again what
/// was not acknowledged, and takes a QoS 2 message once.
final class SimulatedClient {
    /// A message of this client that is not done with.
    struct Unsettled {
        let packetID: PacketID
        let publish: Publish
        /// PUBREC has come; PUBREL is owed.
        var isReleased = false
    }

    let clientID: String
    let version: ProtocolVersion
    let filter: String?
    let filterQoS: QoS
    var connection: SimulatedConnection?
    private(set) var isSubscribed = false
    private(set) var unsettled: [Unsettled] = []
    private var received: Set<PacketID> = []
    private var nextID: UInt16 = 0
    private var inbound: [UInt8] = []
    private let ledger: Ledger
    /// CONNACK has come on this connection.
    private(set) var isConnected = false
    private var hasSession = false
    private let receiveMaximum: Int

    init(
        clientID: String, version: ProtocolVersion, filter: String?, filterQoS: QoS,
        ledger: Ledger
    ) {
        self.clientID = clientID
        self.version = version
        self.filter = filter
        self.filterQoS = filterQoS
        self.ledger = ledger
        receiveMaximum = 20
    }

    /// Takes a new connection and asks for the session.
    func connect(over connection: SimulatedConnection) {
        self.connection = connection
        isConnected = false
        inbound = []
        var connect = Connect(version: version, clientID: clientID, cleanStart: false)
        if version == .v5 { connect.properties.sessionExpiryInterval = .max }
        send(.connect(connect))
    }

    /// The connection is gone, by whoever's will.
    func lose() {
        connection = nil
        isConnected = false
    }

    /// Whether another QoS 1 or 2 message may be sent.
    var mayPublish: Bool { isConnected && unsettled.count < receiveMaximum }

    /// Publishes; `message` is what the ledger knows it by.
    func publish(_ message: Ledger.Message, isRetained: Bool) {
        var publish = Publish(
            topic: message.topic, payload: Array(message.text.utf8), qos: message.qos,
            isRetained: isRetained)
        ledger.sent(message)
        if message.qos > .atMostOnce, let packetID = freeID() {
            publish.packetID = packetID
            unsettled.append(Unsettled(packetID: packetID, publish: publish))
        }
        send(.publish(publish))
    }

    /// Bytes from the broker.
    func receive(_ bytes: ArraySlice<UInt8>) throws {
        inbound += bytes
        let bytes = inbound
        var position = 0
        while let header = try FixedHeader.scan(bytes.span, at: position) {
            let end = position + header.frameLength
            if end > bytes.count { break }
            let packet = try Packet(
                frame: bytes.span.extracting(position..<end), header: header, version: version)
            position = end
            take(packet)
        }
        inbound.removeFirst(position)
    }

    private func take(_ packet: Packet) {
        switch packet {
        case .connack(let connack): begin(connack)
        case .suback: isSubscribed = true
        case .publish(let publish): take(publish)
        case .puback(let acknowledgement): settle(acknowledgement)
        case .pubrec(let acknowledgement): release(acknowledgement)
        case .pubcomp(let acknowledgement): settle(acknowledgement)
        case .pubrel(let acknowledgement):
            received.remove(acknowledgement.packetID)
            send(.pubcomp(Acknowledgement(packetID: acknowledgement.packetID)))
        default: break
        }
    }

    private func begin(_ connack: ConnAck) {
        ledger.check(connack.reasonCode == .success, "\(clientID) was refused")
        if hasSession, version != .v31 {  // 3.1 does not say
            ledger.check(connack.isSessionPresent, "\(clientID) must find its session")
        }
        isConnected = true
        hasSession = true
        for index in unsettled.indices {  // [MQTT-4.4.0-1]
            if unsettled[index].isReleased {
                send(.pubrel(Acknowledgement(packetID: unsettled[index].packetID)))
            } else {
                var publish = unsettled[index].publish
                publish.isDuplicate = true
                send(.publish(publish))
            }
        }
        if let filter, !isSubscribed, let packetID = freeID() {
            send(
                .subscribe(
                    Subscribe(
                        packetID: packetID,
                        subscriptions: [
                            Subscription(filter, SubscriptionOptions(qos: filterQoS))
                        ])))
        }
    }

    private func take(_ publish: Publish) {
        guard let packetID = publish.packetID else {
            ledger.received(publish, by: clientID)
            return
        }
        if publish.qos == .atLeastOnce {
            ledger.received(publish, by: clientID)
            send(.puback(Acknowledgement(packetID: packetID)))
        } else {
            if received.insert(packetID).inserted { ledger.received(publish, by: clientID) }
            send(.pubrec(Acknowledgement(packetID: packetID)))
        }
    }

    private func settle(_ acknowledgement: Acknowledgement) {
        guard let place = unsettled.firstIndex(where: { $0.packetID == acknowledgement.packetID })
        else { return }
        let publish = unsettled.remove(at: place).publish
        if !acknowledgement.reasonCode.isError, publish.qos == .atLeastOnce {
            ledger.acknowledged(publish, of: clientID)
        }
    }

    private func release(_ acknowledgement: Acknowledgement) {
        guard let place = unsettled.firstIndex(where: { $0.packetID == acknowledgement.packetID })
        else { return }
        if acknowledgement.reasonCode.isError {
            unsettled.remove(at: place)
            return
        }
        if !unsettled[place].isReleased {
            unsettled[place].isReleased = true
            ledger.acknowledged(unsettled[place].publish, of: clientID)
        }
        send(.pubrel(Acknowledgement(packetID: acknowledgement.packetID)))
    }

    private func freeID() -> PacketID? {
        repeat {
            nextID &+= 1
        } while nextID == 0
            || unsettled.contains { $0.packetID.rawValue == nextID }
        return PacketID(nextID)
    }

    private func send(_ packet: Packet) {
        guard let connection else { return }
        packet.encode(into: &connection.toBroker, version: version)
    }
}
