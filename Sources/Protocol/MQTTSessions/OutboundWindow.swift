package import MQTTPackets
import MQTTTopics

/// The QoS 1 and QoS 2 messages that were sent and not yet settled (MQTT 5 section 4.3, 4.9).
///
/// Packet identifiers are handed out from 1 upwards, so the unsettled ones are a run of numbers
/// with holes: a ring indexed by identifier, where every step is constant time and an idle window
/// owns no memory. The message itself is kept only for a session that outlives its connection.
///
/// The n-th delivery has the identifier (n - 1) % 65,535 + 1, also when some before it were never
/// sent: so the journal need not know identifiers, only the deliveries' ordinals.
///
/// It has one owner and cannot be copied: another module would copy it at every question it asks.
package struct OutboundWindow: ~Copyable {
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
    /// The messages' numbers in the journal, where `deliveries` has places.
    private var numbers: [UInt64] = []
    /// Identifiers handed out so far, those of messages that were never sent included: the next
    /// one follows from it.
    package private(set) var issued: UInt64 = 0
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
            if deliveries.isEmpty {
                deliveries = Array(repeating: nil, count: stages.count)
                numbers = Array(repeating: 0, count: stages.count)
            }
            deliveries[place] = delivery
            numbers[place] = delivery.number
            keptBytes += delivery.message.bytes.count
        }
        span += 1
        issued += 1
        inFlight += 1
        return packetID
    }

    /// Whether the delivery of that ordinal may be sent, with every identifier before its own gone
    /// by.
    package func hasRoom(forOrdinal ordinal: UInt64) -> Bool {
        guard hasRoom, ordinal > issued + 1, span > 0 else { return hasRoom }
        return UInt64(span) + (ordinal - 1 - issued) < UInt64(Self.idCount)
    }

    /// Lets identifiers go by whose messages were never sent: what expired in the queue, or what
    /// was settled before a restart.
    package mutating func skip(toOrdinal ordinal: UInt64) {
        guard ordinal > issued + 1 else { return }
        let holes = ordinal - 1 - issued
        issued += holes
        if span == 0 {
            oldestID = wrapped(oldestID + Int(holes % UInt64(Self.idCount)))
            return
        }
        for _ in 0..<holes {
            if span == stages.count { grow() }
            stages[(head + span) & (stages.count - 1)] = .settled
            span += 1
        }
    }

    /// Takes up what was under way before a restart; PUBREL follows when it was released. False
    /// when its identifier is not free.
    package mutating func restore(_ delivery: Delivery, isReleased: Bool) -> Bool {
        let limits = (inFlightMax, keptBytesMax)
        (inFlightMax, keptBytesMax) = (Self.idCount, .max)
        defer { (inFlightMax, keptBytesMax) = limits }
        if !hasRoom(forOrdinal: delivery.ordinal) { return false }
        skip(toOrdinal: delivery.ordinal)
        guard let packetID = admit(delivery.qos, keeping: delivery) else { return false }
        if isReleased { _ = receive(pubrec: packetID) }
        return true
    }

    /// The journal's number of the unsettled message; 0 when it is not kept there.
    package func number(of packetID: PacketID) -> UInt64 {
        guard let place = place(of: packetID), !numbers.isEmpty else { return 0 }
        return numbers[place]
    }

    /// The journal's numbers of everything unsettled.
    package var unsettledNumbers: [UInt64] {
        if numbers.isEmpty { return [] }
        return (0..<span).compactMap { offset in
            let place = (head + offset) & (stages.count - 1)
            return stages[place] == .settled || numbers[place] == 0 ? nil : numbers[place]
        }
    }

    /// Takes PUBACK `[MQTT-4.3.2-3]`; the journal's number of the message, or nil when the
    /// identifier does not await one.
    package mutating func settle(puback packetID: PacketID) -> UInt64? {
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

    /// Takes a PUBREC with a reason code of 0x80 or above: the message is settled as it is. The
    /// journal's number of it, or nil when the identifier does not await one.
    package mutating func settle(refusedPubrec packetID: PacketID) -> UInt64? {
        settle(packetID, at: .awaitingPubrec)
    }

    /// Takes PUBCOMP; the journal's number of the message, or nil when the identifier does not
    /// await one.
    package mutating func settle(pubcomp packetID: PacketID) -> UInt64? {
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

    private mutating func settle(_ packetID: PacketID, at stage: Stage) -> UInt64? {
        guard let place = place(of: packetID), stages[place] == stage else { return nil }
        var number: UInt64 = 0
        stages[place] = .settled
        if !deliveries.isEmpty {
            letGo(of: place)
            number = numbers[place]
            numbers[place] = 0
        }
        inFlight -= 1
        while span > 0, stages[head] == .settled {
            head = (head + 1) & (stages.count - 1)
            span -= 1
            oldestID = wrapped(oldestID + 1)
        }
        if span == 0 { giveBackStorage() }
        return number
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
        var newNumbers = [UInt64](repeating: 0, count: newDeliveries.count)
        for offset in 0..<span {
            let place = (head + offset) & (stages.count - 1)
            newStages[offset] = stages[place]
            if deliveries.isEmpty { continue }
            newDeliveries[offset] = deliveries[place]
            newNumbers[offset] = numbers[place]
        }
        stages = newStages
        deliveries = newDeliveries
        numbers = newNumbers
        head = 0
    }

    /// A window that was wide once must not stay wide while it is idle: what it may keep for the
    /// next burst is 1 KiB of stages, or fewer places that messages are kept with.
    private mutating func giveBackStorage() {
        head = 0
        if stages.count > (deliveries.isEmpty ? 1_024 : 256) {
            stages = []
            deliveries = []
            numbers = []
        }
    }
}
