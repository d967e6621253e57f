import MQTTPackets

/// QoS 1 and 2 messages of the broker on one connection, from PUBLISH to the last acknowledgement.
struct OutstandingDeliveries {
    /// What the client owes.
    private enum Stage { case puback, pubrec, pubcomp }

    private var stages: [UInt16: Stage] = [:]
    /// Acknowledgements of messages that the client has not seen: the broker may have sent them
    /// already, and then it counts them as settled.
    private var settledEarly: Set<UInt16> = []
    private var inFlightMax = 65_535
    private(set) var isSessionPresent = false

    /// The identifiers, in their order.
    var packetIDs: [UInt16] { stages.keys.sorted() }

    /// Takes the client's limits and the broker's answer to them.
    mutating func begin(_ connect: Connect, _ connAck: ConnAck) {
        inFlightMax = Int(connect.properties.receiveMaximum ?? .max)
        isSessionPresent = connAck.isSessionPresent || connect.version == .v31
    }

    /// Takes a message; every identifier is used for one at a time `[MQTT-2.2.1-4]`.
    mutating func take(_ publish: Publish) {
        precondition(isSessionPresent || !publish.isDuplicate, "only a kept message comes again")
        guard let packetID = publish.packetID?.rawValue else { return }
        if settledEarly.remove(packetID) != nil { return }
        precondition(stages[packetID] == nil, "the identifier \(packetID) is in use")
        stages[packetID] = publish.qos == .atLeastOnce ? .puback : .pubrec
        precondition(
            stages.count <= inFlightMax, "Receive Maximum holds [MQTT-3.3.4-9]")
    }

    /// Takes PUBREL: one of a resumed session stands for a message of an earlier connection, which
    /// does not count against Receive Maximum.
    mutating func release(_ packetID: UInt16) {
        if stages[packetID] == .pubrec { stages[packetID] = .pubcomp }
    }

    /// Takes an acknowledgement of the client.
    mutating func note(_ packet: Packet) {
        switch packet {
        case .puback(let body): settle(body.packetID.rawValue, at: .puback)
        case .pubrec(let body):
            let packetID = body.packetID.rawValue
            if body.reasonCode.isError {
                settle(packetID, at: .pubrec)
            } else if stages[packetID] == .pubrec {
                stages[packetID] = .pubcomp
            } else if stages[packetID] == nil {
                settledEarly.insert(packetID)
            }
        case .pubcomp(let body): settle(body.packetID.rawValue, at: .pubcomp)
        default: break
        }
    }

    private mutating func settle(_ packetID: UInt16, at stage: Stage) {
        if stages[packetID] == nil {
            settledEarly.insert(packetID)
        } else if stages[packetID] == stage {
            stages[packetID] = nil
        }
    }

    /// What a client that behaves well answers to everything it has.
    func answers() -> [Packet] {
        packetIDs.compactMap { rawValue in
            guard let packetID = PacketID(rawValue), let stage = stages[rawValue] else {
                return nil
            }
            let body = Acknowledgement(packetID: packetID)
            return switch stage {
            case .puback: .puback(body)
            case .pubrec: .pubrec(body)
            case .pubcomp: .pubcomp(body)
            }
        }
    }
}
