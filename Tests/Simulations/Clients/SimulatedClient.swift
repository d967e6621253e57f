import BrokerCore
import MQTTPackets

/// A client that obeys the specification: it keeps its session over connections, sends again what
/// was not acknowledged, and takes a QoS 2 message once.
final class SimulatedClient {
    /// A message of this client that is not done with.
    struct Unsettled {
        let packetID: PacketID
        let message: Message
        let publish: Publish
        /// PUBREC has come; PUBREL is owed.
        var isReleased = false
    }

    /// A SUBSCRIBE or UNSUBSCRIBE under way.
    enum Request {
        case subscribe(Wish)
        case unsubscribe(Wish)

        var wish: Wish {
            switch self {
            case .subscribe(let wish), .unsubscribe(let wish): wish
            }
        }
    }

    let traits: ClientTraits
    let ledger: Ledger
    let trace: Trace
    var connection: SimulatedConnection?
    /// Connections so far.
    private(set) var connectionCount = 0
    /// CONNACK has come on this connection.
    var isConnected = false
    /// The session is older than the connection.
    var isResumed = false
    /// A CONNACK told that the session exists, and nothing has ended it since.
    var hasSession = false
    /// A CONNECT was sent whose CONNACK never came.
    var mayHaveSession = false
    /// CONNECT is sent with clean start until a CONNACK comes.
    var wantsCleanStart = false
    /// The session of this connection, among those of the client.
    var sessionNumber = 0
    /// MQTT 3 with clean session: the session ends with its connection.
    var isKept = true
    var unsettled: [Unsettled] = []
    var requests: [PacketID: Request] = [:]
    /// Wishes it would hold.
    var desired: [Bool]
    /// Identifiers of QoS 2 messages that were taken and not released.
    var received: Set<PacketID> = []
    /// Identifiers received on this connection and not yet settled: Receive Maximum counts them.
    var receiving: Set<PacketID> = []
    /// Acknowledgements that are to be sent, oldest first.
    var owed: [Packet] = []
    /// What this connection's topic aliases stand for, in either direction.
    var aliases = TopicAliases()
    /// QoS 0 messages that arrived.
    var atMostOnceCount = 0
    /// What a scripted client was sent, but for acknowledgements.
    var arrived: [Packet] = []
    private var nextID: UInt16 = 0
    private var inbound: [UInt8] = []

    static let sendMax = 20

    var clientID: String { traits.clientID }
    var version: ProtocolVersion { traits.version }

    init(_ traits: ClientTraits, ledger: Ledger) {
        self.traits = traits
        self.ledger = ledger
        trace = ledger.trace
        desired = traits.wishes.indices.map { $0 < traits.firstWishes }
        ledger.interests[traits.clientID] = Interests()
        ledger.sharedWishes += traits.wishes.filter(\.isShared)
        if traits.packetBytesMax != nil { ledger.shortPacketClients.insert(traits.clientID) }
    }

    // MARK: Connections

    /// Takes a new connection and asks for the session, or for a new one.
    func connect(over connection: SimulatedConnection, cleanStart: Bool = false) {
        self.connection = connection
        connectionCount += 1
        inbound = []
        aliases = TopicAliases()
        if cleanStart, !wantsCleanStart {
            wantsCleanStart = true
            dropSession()
        }
        trace.note("\(clientID) connects\(wantsCleanStart ? " clean" : "")")
        var connect = Connect(
            version: version, clientID: clientID, cleanStart: wantsCleanStart)
        if version == .v5 {
            connect.properties.sessionExpiryInterval = .max
            connect.properties.receiveMaximum = traits.receiveMaximum
            connect.properties.maximumPacketSize = traits.packetBytesMax
            connect.properties.topicAliasMaximum = traits.topicAliasMaximum
        }
        send(.connect(connect))
    }

    /// Takes a new connection and says what a script wants.
    func connect(over connection: SimulatedConnection, saying connect: Connect) {
        self.connection = connection
        connectionCount += 1
        inbound = []
        arrived = []
        trace.note(
            "\(clientID) connects \(connect.cleanStart) \(connect.keepAlive) "
                + "\(connect.properties.sessionExpiryInterval ?? 0)")
        send(.connect(connect), version: connect.version)
    }

    /// The connection is gone, by whoever's will.
    func lose() {
        connection = nil
        if !isConnected { mayHaveSession = true }
        isConnected = false
        receiving = []
        owed = []
        requests = [:]
        if !isKept {
            dropSession()
            hasSession = false
        }
    }

    /// The broker closed a connection; a session that is not kept is over before the client knows.
    func mayHaveEnded(_ connection: SimulatedConnection) {
        if self.connection === connection, isConnected, !isKept {
            ledger.interests[clientID]?.askEndOfAll(at: trace.moment)
        }
    }

    /// Says goodbye; the session stays, or in MQTT 5 ends.
    func disconnect(forEver: Bool = false) {
        var disconnect = Disconnect()
        if forEver, version == .v5 { disconnect.properties.sessionExpiryInterval = 0 }
        send(.disconnect(disconnect))
        trace.note("\(clientID) disconnects")
    }

    /// Forgets what was not settled `[MQTT-3.1.2-4]`.
    func dropSession() {
        unsettled = []
        received = []
        ledger.interests[clientID]?.askEndOfAll(at: trace.moment)
    }

    // MARK: Publishing

    /// Whether another QoS 1 or 2 message may be sent.
    var mayPublish: Bool { isConnected && unsettled.count < Self.sendMax }

    /// Publishes; `message` is what the ledger knows it by.
    func publish(_ message: Message, isRetained: Bool = false, padding: Int = 0) {
        trace.note("\(clientID) publishes \(message.text)\(isRetained ? " retained" : "")")
        ledger.sent(message, isRetained: isRetained, isLong: padding > 0)
        publish(message, message.payload(padding: padding), isRetained: isRetained)
    }

    /// Clears the retained message of the topic.
    func clearRetained(_ message: Message) {
        trace.note("\(clientID) clears \(message.text)")
        ledger.sentClearing(message)
        publish(message, [], isRetained: true)
    }

    private func publish(_ message: Message, _ payload: [UInt8], isRetained: Bool) {
        var publish = Publish(
            topic: message.topic, payload: payload, qos: message.qos, isRetained: isRetained)
        if message.qos > .atMostOnce, let packetID = freeID() {
            publish.packetID = packetID
            unsettled.append(Unsettled(packetID: packetID, message: message, publish: publish))
        }
        if traits.topicAliasMaximum != nil { aliases.shorten(&publish) }
        send(.publish(publish))
    }

    // MARK: Subscribing

    /// Begins to want or no longer wants one of its wishes.
    func toggle(_ place: Int) {
        desired[place].toggle()
        if isConnected { pursue(traits.wishes[place], isDesired: desired[place]) }
    }

    /// Asks again for a subscription it has.
    func repeatSubscription(_ place: Int) {
        let wish = traits.wishes[place]
        if isUnderWay(wish) { return }
        if isConnected, desired[place], ledger.interests[clientID]?.open(wish)?.endAskedAt == nil {
            subscribe(wish)
        }
    }

    /// Sends what brings the broker nearer to what is wanted, one request at a time.
    func pursue(_ wish: Wish, isDesired: Bool) {
        if isUnderWay(wish) { return }
        if let span = ledger.interests[clientID]?.open(wish) {
            if span.endAskedAt != nil || !isDesired {
                unsubscribe(wish)
            } else if span.grantedAt == nil {
                subscribe(wish)
            }
        } else if isDesired {
            subscribe(wish)
        }
    }

    private func isUnderWay(_ wish: Wish) -> Bool {
        requests.values.contains { $0.wish == wish }
    }

    private func subscribe(_ wish: Wish) {
        guard let packetID = freeID() else { return }
        trace.note("\(clientID) subscribes \(wish.filter) \(wish.options.rawValue)")
        ledger.interests[clientID]?.ask(wish, isKept: isKept, at: trace.moment)
        requests[packetID] = .subscribe(wish)
        var properties = Properties()
        if wish.identifier != 0 { properties.subscriptionIdentifier = wish.identifier }
        send(
            .subscribe(
                Subscribe(
                    packetID: packetID, subscriptions: [Subscription(wish.filter, wish.options)],
                    properties: properties)))
    }

    private func unsubscribe(_ wish: Wish) {
        guard let packetID = freeID() else { return }
        trace.note("\(clientID) unsubscribes \(wish.filter)")
        ledger.interests[clientID]?.askEnd(wish, at: trace.moment)
        requests[packetID] = .unsubscribe(wish)
        send(.unsubscribe(Unsubscribe(packetID: packetID, filters: [wish.filter])))
    }

    // MARK: Bytes

    /// Sends the acknowledgement that is due first; false when none is.
    func acknowledgeNext() -> Bool {
        if owed.isEmpty { return false }
        let packet = owed.removeFirst()
        switch packet {
        case .puback(let acknowledgement), .pubcomp(let acknowledgement):
            receiving.remove(acknowledgement.packetID)
        default: break
        }
        send(packet)
        return true
    }

    /// Bytes from the broker, and what journals are to be asked about.
    func receive(_ bytes: ArraySlice<UInt8>, _ journals: JournalBooks) throws {
        inbound += bytes
        let bytes = inbound
        var position = 0
        while let header = try FixedHeader.scan(bytes.span, at: position) {
            let end = position + header.frameLength
            if end > bytes.count { break }
            let packet = try Packet(
                frame: bytes.span.extracting(position..<end), header: header, version: version)
            position = end
            ledger.check(
                header.frameLength <= Int(traits.packetBytesMax ?? .max),
                "\(clientID) was sent \(header.frameLength) bytes in a packet")
            if traits.isScripted {
                keep(packet)
            } else {
                take(packet, journals)
            }
            if traits.isSlowToAcknowledge { continue }
            while acknowledgeNext() {}
        }
        inbound.removeFirst(position)
    }

    func send(_ packet: Packet) { send(packet, version: version) }

    private func send(_ packet: Packet, version: ProtocolVersion) {
        guard let connection else { return }
        packet.encode(into: &connection.toBroker, version: version)
    }

    private func keep(_ packet: Packet) {
        switch packet {
        case .connack(let connack): isConnected = connack.reasonCode == .success
        case .publish(let publish):
            if publish.qos == .atLeastOnce, let packetID = publish.packetID {
                owed.append(.puback(Acknowledgement(packetID: packetID)))
            }
        default: break
        }
        arrived.append(packet)
    }

    private func freeID() -> PacketID? {
        for _ in 0..<Int(UInt16.max) {
            nextID = nextID == .max ? 1 : nextID + 1
            guard let packetID = PacketID(nextID), requests[packetID] == nil,
                !unsettled.contains(where: { $0.packetID == packetID })
            else { continue }
            return packetID
        }
        return nil
    }
}
