package import MQTTPackets
import MQTTTopics

/// The QoS 1 and QoS 2 messages that were sent and not yet settled (MQTT 5 section 4.3, 4.9).
///
/// Packet identifiers are handed out from 1 upwards, so the unsettled ones are a run of numbers
/// with holes: a ring indexed by identifier, where every step is constant time and an idle window
/// owns no memory. The message itself is kept only for a session that outlives its connection.
package struct OutboundWindow {
    /// What the receiver owes for one identifier.
    package enum Stage: UInt8, Sendable {
        case settled = 0
        case awaitingPuback
        case awaitingPubrec
        case awaitingPubcomp
    }

    /// One unsettled identifier, as a resumed session must send it again.
    package struct Unsettled: Sendable {
        package let packetID: PacketID
        package let stage: Stage
        /// Nil once PUBREC has arrived, and in sessions that end with their connection.
        package let delivery: Delivery?
    }

    /// Identifiers that count against the receiver's Receive Maximum.
    package private(set) var inFlight = 0
    /// Receive Maximum of the receiver, at most 65,535.
    package var inFlightMax: Int
    /// Bytes of messages that are kept until they are settled.
    package private(set) var keptBytes = 0
    /// Beyond so many kept bytes no further message is sent.
    package var keptBytesMax = Int.max

    private var stages: [Stage] = []
    private var deliveries: [Delivery?] = []
    private var head = 0
    /// Identifiers from the oldest unsettled to the newest handed out, holes included.
    private var span = 0
    /// The identifier at `head`, 1 to 65,535; the next one to hand out when `span` is 0.
    private var oldestID = 1

    private static let idCount = 65_535

    /// An empty window of that width.
    package init(inFlightMax: Int) { self.inFlightMax = inFlightMax }

    /// Whether another message may be sent `[MQTT-3.3.4-9]`.
    @inline(__always)
    package var hasRoom: Bool {
        inFlight < inFlightMax && span < Self.idCount
            && (keptBytes < keptBytesMax || keptBytes == 0)
    }

    /// Takes the next packet identifier, or nil when the window is full: the message then waits in
    /// the session's queue. `delivery` is what a resumed session sends again.
    package mutating func admit(_ qos: QoS, keeping delivery: Delivery?) -> PacketID? {
        guard hasRoom, let packetID = PacketID(UInt16(wrapped(oldestID + span))) else { return nil }
        if span == stages.count { grow() }
        let place = (head + span) & (stages.count - 1)
        stages[place] = qos == .atLeastOnce ? .awaitingPuback : .awaitingPubrec
        if let delivery {
            if deliveries.isEmpty { deliveries = Array(repeating: nil, count: stages.count) }
            deliveries[place] = delivery
            keptBytes += delivery.message.bytes.count
        }
        span += 1
        inFlight += 1
        return packetID
    }

    /// Takes PUBACK `[MQTT-4.3.2-3]`; false when the identifier does not await one.
    package mutating func settle(puback packetID: PacketID) -> Bool {
        settle(packetID, at: .awaitingPuback)
    }

    /// Takes a PUBREC of success: PUBREL follows `[MQTT-4.3.3-4]`. True also for a repeated PUBREC,
    /// which is answered by PUBREL again; false when the identifier is unknown.
    package mutating func receive(pubrec packetID: PacketID) -> Bool {
        guard let place = place(of: packetID) else { return false }
        switch stages[place] {
        case .awaitingPubrec:
            stages[place] = .awaitingPubcomp
            letGo(of: place)
            return true
        case .awaitingPubcomp: return true
        case .awaitingPuback, .settled: return false
        }
    }

    /// Takes a PUBREC with a reason code of 0x80 or above: the message is settled as it is.
    package mutating func settle(refusedPubrec packetID: PacketID) -> Bool {
        settle(packetID, at: .awaitingPubrec)
    }

    /// Takes PUBCOMP; false when the identifier does not await one.
    package mutating func settle(pubcomp packetID: PacketID) -> Bool {
        settle(packetID, at: .awaitingPubcomp)
    }

    /// Everything unsettled in the order it was first sent `[MQTT-4.4.0-1]` `[MQTT-4.6.0-1]`.
    package var unsettled: [Unsettled] {
        var result: [Unsettled] = []
        result.reserveCapacity(inFlight)
        for offset in 0..<span {
            let place = (head + offset) & (stages.count - 1)
            guard stages[place] != .settled,
                let packetID = PacketID(UInt16(wrapped(oldestID + offset)))
            else { continue }
            result.append(
                Unsettled(
                    packetID: packetID, stage: stages[place],
                    delivery: deliveries.isEmpty ? nil : deliveries[place]))
        }
        return result
    }

    /// What the receiver owes for the identifier; nil when it is settled or unknown.
    package func stage(of packetID: PacketID) -> Stage? {
        guard let place = place(of: packetID), stages[place] != .settled else { return nil }
        return stages[place]
    }

    /// What is still to be sent for the identifier; nil when it is settled or unknown.
    package func unsettled(_ packetID: PacketID) -> Unsettled? {
        guard let place = place(of: packetID), stages[place] != .settled else { return nil }
        return Unsettled(
            packetID: packetID, stage: stages[place],
            delivery: deliveries.isEmpty ? nil : deliveries[place])
    }

    private mutating func settle(_ packetID: PacketID, at stage: Stage) -> Bool {
        guard let place = place(of: packetID), stages[place] == stage else { return false }
        stages[place] = .settled
        letGo(of: place)
        inFlight -= 1
        while span > 0, stages[head] == .settled {
            head = (head + 1) & (stages.count - 1)
            span -= 1
            oldestID = wrapped(oldestID + 1)
        }
        if span == 0 { giveBackStorage() }
        return true
    }

    /// The message itself is not needed any more.
    private mutating func letGo(of place: Int) {
        if deliveries.isEmpty { return }
        if let delivery = deliveries[place] { keptBytes -= delivery.message.bytes.count }
        deliveries[place] = nil
    }

    private func place(of packetID: PacketID) -> Int? {
        var offset = Int(packetID.rawValue) - oldestID
        if offset < 0 { offset += Self.idCount }
        return offset < span ? (head + offset) & (stages.count - 1) : nil
    }

    /// An identifier past 65,535 starts again at 1.
    @inline(__always)
    private func wrapped(_ id: Int) -> Int { id > Self.idCount ? id - Self.idCount : id }

    private mutating func grow() {
        let count = max(16, stages.count * 2)
        var newStages = [Stage](repeating: .settled, count: count)
        var newDeliveries = [Delivery?](repeating: nil, count: deliveries.isEmpty ? 0 : count)
        for offset in 0..<span {
            let place = (head + offset) & (stages.count - 1)
            newStages[offset] = stages[place]
            if !deliveries.isEmpty { newDeliveries[offset] = deliveries[place] }
        }
        stages = newStages
        deliveries = newDeliveries
        head = 0
    }

    /// A window that was wide once must not stay wide while it is idle.
    private mutating func giveBackStorage() {
        head = 0
        if stages.count > 256 {
            stages = []
            deliveries = []
        }
    }
}
