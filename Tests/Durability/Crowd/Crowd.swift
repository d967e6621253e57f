import MQTTPackets
import NIOCore
import NIOPosix
import SeededRandom

/// Many clients of one broker on one event loop, and the ledger of what happens to them.
actor Crowd {
    typealias Condition = @Sendable (isolated Crowd) -> Bool

    nonisolated let loop: any EventLoop
    let publishers: [Publisher]
    let subscribers: [Subscriber]
    let pulse = Pulse()
    var reader = RetainedReader()
    var scene: Scene
    /// By member.
    var wires: [Int: (name: WireName, channel: any Channel)] = [:]
    var wireCount = 0
    var waiters: [Int: Waiter] = [:]
    var waiterCount = 0
    /// Grows with everything that comes but the pulse.
    private(set) var arrivals = 0
    /// The round trips of the pulse when the last acknowledgement came.
    private(set) var roundTripsAtAcknowledgement = 0
    /// Publishers that rest after a refusal.
    private var resting: Set<Int> = []

    /// Threads of their own: what other tests do must not make a crowd miss a broker's deadlines.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)

    /// How long a publisher rests after a refusal.
    private static let rest = TimeAmount.milliseconds(20)

    /// - Parameter ledger: what members of the same roster did before.
    init(_ roster: Roster, seed: UInt64, ledger: Ledger? = nil) {
        loop = Self.loops.next()
        publishers = roster.makePublishers()
        let subscribers = roster.makeSubscribers()
        self.subscribers = subscribers
        let wishes = subscribers.map { (scope: $0.scope, qos: $0.qos) }
        scene = Scene(
            ledger: ledger
                ?? Ledger(publisherCount: roster.publisherCount, subscribers: wishes),
            random: SeededGenerator(seed: seed), payloadBytes: roster.payloadBytes)
    }

    var ledger: Ledger { scene.ledger }

    /// The figures so far.
    var tally: Tally { scene.ledger.tally }

    /// How many messages were acknowledged so far.
    var acknowledged: Int { scene.ledger.tally.acknowledged }

    /// How often the pulse beat since the last acknowledgement.
    var beatsWithoutAcknowledgement: Int { pulse.roundTrips - roundTripsAtAcknowledgement }

    /// Whether nothing is open, neither at a publisher nor on the way to a subscriber.
    var isSettled: Bool {
        publishers.allSatisfy(\.isDone) && scene.ledger.outstandingCount == 0
    }

    /// Publishers send from now on.
    func startPublishing() {
        scene.isPublishing = true
        for (member, publisher) in publishers.enumerated() {
            publisher.fill(&scene)
            flush(member)
        }
    }

    /// Publishers only bring to an end what they have begun.
    func stopPublishing() { scene.isPublishing = false }

    /// Judges what a new subscriber found retained.
    func judgeRetained() { scene.ledger.checkRetained(reader.found) }

    /// What is missing now is lost.
    func closeLedger() { scene.ledger.close() }

    /// Packets came over a wire.
    func take(_ packets: [Packet], from wire: WireName) {
        guard wires[wire.member]?.name == wire else { return }
        if wire.member != pulseMember { arrivals += packets.count }
        let acknowledged = acknowledged
        for packet in packets { self[wire.member].take(packet, &scene) }
        if acknowledged != self.acknowledged { roundTripsAtAcknowledgement = pulse.roundTrips }
        flush(wire.member)
        if wire.member < publishers.count { letRest(wire.member) }
        wakeWaiters()
    }

    /// Sends what a member has left to be sent.
    func flush(_ member: Int) {
        let bytes = self[member].output
        guard !bytes.isEmpty, let wire = wires[member] else { return }
        self[member].output = []
        wire.channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    private func letRest(_ member: Int) {
        guard publishers[member].isResting, resting.insert(member).inserted else { return }
        loop.scheduleTask(in: Self.rest) { self.assumeIsolated { $0.wake(member) } }
    }

    private func wake(_ member: Int) {
        resting.remove(member)
        publishers[member].wake(&scene)
        flush(member)
    }

    /// Publishers come first, then subscribers, the pulse and the reader of retained messages.
    subscript(_ member: Int) -> any Member {
        if member < publishers.count { return publishers[member] }
        if member < pulseMember { return subscribers[member - publishers.count] }
        return member == pulseMember ? pulse : reader
    }

    var pulseMember: Int { publishers.count + subscribers.count }
    var readerMember: Int { pulseMember + 1 }
}
