package import BrokerCore
import MQTTPackets

/// Shards in steady state, without sockets: in a round every publisher sends its messages, every
/// receiver takes and acknowledges what comes, until nothing is under way. The journal is durable
/// at once. The traffic itself allocates nothing, so that whatever is allocated in a round the
/// shards allocate; that is why it walks arrays by index, for unoptimised code allocates in other
/// loops.
package final class ShardTraffic {
    /// One, or two: then publishers live on the first and receivers on the second.
    package let shards: [Shard]
    /// PUBLISH packets that receivers have been sent so far.
    package internal(set) var deliveryCount = 0
    let now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    /// What the connection that is served just now answers.
    var answers: [UInt8] = []
    private var batches: [JournalBatch] = []
    private var slots: [ConnectionSlot] = []
    private let plan: TrafficPlan
    private var publishers: [Publisher] = []

    /// A connection of the first shard, and what it sends in each round.
    private final class Publisher {
        let slot: ConnectionSlot
        let bytes: [UInt8]

        init(slot: ConnectionSlot, bytes: [UInt8]) {
            self.slot = slot
            self.bytes = bytes
        }
    }

    /// Connects and subscribes everybody.
    package init(_ plan: TrafficPlan) {
        self.plan = plan
        var settings = BrokerSettings.loopbackOnly()
        settings.limits.receiveMaximum = 65_535
        settings.limits.queuedMessagesMax = nil
        settings.limits.inflightMessagesMax = plan.inflightMax
        let retained = RetainedStore(seed: 7)
        let sessionCount = SessionCount()
        let serials = BrokerSerials()
        let now = now
        shards = (0..<plan.shardCount).map { index in
            Shard(
                index: index, shardCount: plan.shardCount, settings: settings, retained: retained,
                sessionCount: sessionCount, serials: serials, seed: UInt64(index) + 1,
                journals: true, now: now)
        }
        answers.reserveCapacity(1 << 16)
        for topic in 0..<plan.topicCount where !plan.isFanIn {
            for receiver in 0..<plan.receiversPerTopic {
                subscribe("receiver-\(topic)-\(receiver)", to: "traffic/\(topic)/value")
            }
        }
        if plan.isFanIn { subscribe("receiver", to: "traffic/+/value") }
        for topic in 0..<plan.topicCount {
            let slot = connect(
                "publisher-\(topic)", plan.publisherVersion, isKept: false, on: shards[0])
            publishers.append(
                Publisher(slot: slot, bytes: messages(on: "traffic/\(topic)/value")))
        }
    }

    /// Everybody publishes once; everything is delivered and acknowledged.
    package func round() {
        for index in publishers.indices {
            let bytes = publishers[index].bytes
            take(bytes.span, from: publishers[index].slot, on: shards[0])
        }
        settle()
    }

    /// Ends ticks until nothing is left to do.
    func settle() {
        var isBusy = true
        while isBusy {
            isBusy = false
            for index in shards.indices { isBusy = endTick(of: shards[index]) || isBusy }
        }
    }

    /// Makes durable what was journalled, hands over what other shards want and sends what waits;
    /// whether there was anything.
    private func endTick(of shard: Shard) -> Bool {
        shard.closeTick()
        shard.takeJournal(into: &batches)
        var isBusy = !batches.isEmpty
        if let number = batches.last?.number { shard.journalCommitted(upTo: number, now: now) }
        for destination in shards.indices where destination != shard.index {
            let messages = shard.takeMessages(for: destination)
            if messages.isEmpty { continue }
            isBusy = true
            shards[destination].receive(messages, from: shard.index, now: now)
        }
        while shard.hasDirty {  // answers make more connections dirty
            isBusy = true
            shard.takeDirty(into: &slots)
            for slot in slots {
                send(on: slot, of: shard)
                if answers.isEmpty { continue }
                take(answers.span, from: slot, on: shard)
                answers.removeAll(keepingCapacity: true)
            }
        }
        return isBusy
    }

    private func take(_ bytes: Span<UInt8>, from slot: ConnectionSlot, on shard: Shard) {
        let consumed = shard.receive(bytes, on: slot, now: now)
        precondition(consumed == bytes.count, "the shard takes all that is sent")
    }

    // MARK: Setting up

    private func subscribe(_ name: String, to filter: String) {
        let shard = shards[shards.count - 1]
        let slot = connect(name, plan.receiverVersion, isKept: plan.isKept, on: shard)
        guard let packetID = PacketID(1) else { preconditionFailure("1 is an identifier") }
        let subscription = Subscription(filter, SubscriptionOptions(qos: plan.qos))
        let bytes = Self.bytes(
            of: .subscribe(Subscribe(packetID: packetID, subscriptions: [subscription])),
            plan.receiverVersion)
        take(bytes.span, from: slot, on: shard)
        settle()
    }

    /// Connects under a name that begins with this one and is at home on that shard.
    private func connect(
        _ name: String, _ version: ProtocolVersion, isKept: Bool, on shard: Shard
    ) -> ConnectionSlot {
        var clientID = name
        while Shard.home(of: clientID, shardCount: shards.count) != shard.index {
            clientID += "."
        }
        let slot = shard.open(listener: 0, now: now)
        let properties: Properties =
            isKept && version == .v5 ? [.sessionExpiryInterval(3_600)] : []
        let bytes = Self.bytes(
            of: .connect(
                Connect(
                    version: version, clientID: clientID, cleanStart: !isKept,
                    properties: properties)),
            version)
        take(bytes.span, from: slot, on: shard)
        shard.conclude(.accepted(userName: nil), on: slot, now: now)
        var effects: [ConnectionEffect] = []
        shard.takeEffects(into: &effects)
        settle()
        var events: [BrokerEvent] = []
        shard.takeEvents(into: &events)
        return slot
    }

    /// One burst of PUBLISH packets on the topic.
    private func messages(on topic: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in 1...UInt16(plan.burst) {
            let message = Publish(
                topic: topic, payload: Array(repeating: 0x2E, count: plan.payloadBytes),
                qos: plan.qos, packetID: plan.qos == .atMostOnce ? nil : PacketID(number))
            bytes += Self.bytes(of: .publish(message), plan.publisherVersion)
        }
        return bytes
    }

    private static func bytes(of packet: Packet, _ version: ProtocolVersion) -> [UInt8] {
        var bytes: [UInt8] = []
        packet.encode(into: &bytes, version: version)
        return bytes
    }
}
