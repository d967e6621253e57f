import MQTTPackets
import Testing

/// The checker finds every broken promise in made-up histories, and none where all were kept.
@Suite struct LedgerTests {
    private var ledger = Ledger(
        publisherCount: 1,
        subscribers: [(.everything, .exactlyOnce), (.lane(.other), .atLeastOnce)])

    private func delivery(
        of stamp: Stamp, qos: QoS? = nil, isDuplicate: Bool = false, isRetained: Bool = false
    ) -> Delivery {
        let message = ledger[stamp]
        return Delivery(
            topic: message.lane.topic(of: stamp.publisher),
            payload: stamp.payload(bytes: message.payloadBytes), qos: qos ?? message.qos,
            isDuplicate: isDuplicate, isRetained: isRetained)
    }

    private mutating func send(_ qos: QoS = .exactlyOnce, _ lane: Lane = .mixed) -> Stamp {
        ledger.send(0, lane, qos, payloadBytes: 40)
    }

    private mutating func receive(
        _ stamp: Stamp, by subscriber: Int = 0, qos: QoS? = nil, isDuplicate: Bool = false
    ) {
        let delivery = delivery(of: stamp, qos: qos, isDuplicate: isDuplicate)
        ledger.receive(delivery, by: subscriber)
    }

    private func expect(_ breach: Breach, _ count: Int = 1) {
        #expect(ledger.tally.breaches == [breach: count], "\(ledger.tally)")
    }

    @Test mutating func `what was acknowledged and never came is lost`() {
        ledger.subscribe(0)
        let stamp = send()
        ledger.acknowledge(stamp)
        #expect(ledger.outstandingCount == 1)
        ledger.close()
        expect(.lost)
    }

    @Test mutating func `what came before its acknowledgement is not lost`() {
        ledger.subscribe(0)
        let stamp = send()
        receive(stamp)
        ledger.acknowledge(stamp)
        #expect(ledger.outstandingCount == 0)
        ledger.close()
        #expect(ledger.tally.isClean)
    }

    @Test mutating func `only those who had SUBACK before are promised a message`() {
        let early = send()
        ledger.subscribe(0)
        ledger.acknowledge(early)
        ledger.close()
        #expect(ledger.tally.isClean)
    }

    @Test mutating func `nobody is promised what was refused, or never answered`() {
        ledger.subscribe(0)
        let stamp = send()
        ledger.refuse(stamp)
        _ = send()
        ledger.close()
        #expect(ledger.tally.isClean)
    }

    @Test mutating func `a filter promises its topics alone`() {
        ledger.subscribe(1)
        ledger.acknowledge(send(.atLeastOnce, .mixed))
        ledger.acknowledge(send(.atLeastOnce, .other))
        ledger.close()
        expect(.lost)
    }

    @Test mutating func `QoS 2 twice is a duplicate, with DUP too`() {
        ledger.subscribe(0)
        let stamp = send()
        ledger.resend(stamp)
        receive(stamp)
        receive(stamp, isDuplicate: true)
        expect(.duplicate)
    }

    @Test mutating func `QoS 1 twice needs DUP or a publisher that sent it again`() {
        ledger.subscribe(0)
        let stamp = send(.atLeastOnce)
        receive(stamp)
        receive(stamp, isDuplicate: true)
        ledger.resend(stamp)
        receive(stamp)
        #expect(ledger.tally.isClean)
        receive(stamp)
        expect(.unexplainedRepeat)
    }

    @Test mutating func `a first receipt after a later message is out of order`() {
        ledger.subscribe(0)
        let stamps = (0..<3).map { _ in send() }
        receive(stamps[1])
        receive(stamps[2])
        receive(stamps[0])
        expect(.outOfOrder)
    }

    @Test mutating func `other topics and other QoS have an order of their own`() {
        ledger.subscribe(0)
        let stamps = [send(.exactlyOnce), send(.atLeastOnce), send(.exactlyOnce, .other)]
        for stamp in stamps.reversed() { receive(stamp) }
        #expect(ledger.tally.isClean)
    }

    @Test mutating func `changed bytes, unknown messages and a wrong QoS are found`() {
        ledger.subscribe(0)
        let stamp = send()
        var delivery = delivery(of: stamp)
        ledger.receive(
            Delivery(
                topic: delivery.topic, payload: delivery.payload.dropLast() + [0], qos: .exactlyOnce
            ),
            by: 0)
        let unknown = Stamp(publisher: 0, sequence: 7).payload(bytes: 20)
        delivery = Delivery(topic: delivery.topic, payload: unknown, qos: .exactlyOnce)
        ledger.receive(delivery, by: 0)
        receive(stamp, qos: .atLeastOnce)
        expect(.wrongContent, 3)
    }

    @Test mutating func `retained is the last acknowledged message or a later one`() {
        let stamps = (0..<3).map { _ in send(.atLeastOnce, .retainedAtLeastOnce) }
        let topic = Lane.retainedAtLeastOnce.topic(of: 0)
        ledger.checkRetained([:])
        ledger.acknowledge(stamps[1])
        ledger.checkRetained([topic: stamps[1].payload(bytes: 40)])
        ledger.checkRetained([topic: stamps[2].payload(bytes: 40)])
        #expect(ledger.tally.isClean)
        ledger.checkRetained([topic: stamps[0].payload(bytes: 40)])
        ledger.checkRetained([:])
        expect(.staleRetained, 2)
    }

    @Test func `a stamp shows every changed byte of its payload`() {
        let stamp = Stamp(publisher: 3, sequence: 70_000)
        let payload = stamp.payload(bytes: 60)
        #expect(Stamp(payload) == stamp)
        for place in payload.indices {
            var changed = payload
            changed[place] ^= 1
            #expect(Stamp(changed) != stamp)
        }
        #expect(Stamp(Array(payload.dropLast())) == nil)
    }
}
