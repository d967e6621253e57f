import BrokerCore
import MQTTPackets
import SeededRandom
import Testing

@Suite struct RecipientListTests {
    private func random(_ generator: inout SeededGenerator) -> Recipient {
        let hasIdentifiers = Bool.random(using: &generator)
        let hasFilter = Bool.random(using: &generator)
        return Recipient(
            session: .random(in: 0 ... .max, using: &generator)
                >> UInt64.random(in: 0...63, using: &generator),
            ordinal: .random(in: 0 ... .max, using: &generator)
                >> UInt64.random(in: 0...63, using: &generator),
            qos: Bool.random(using: &generator) ? .atLeastOnce : .exactlyOnce,
            isRetained: .random(using: &generator),
            subscriptionIdentifiers: hasIdentifiers ? [1, 268_435_455] : [],
            sharedFilter: hasFilter ? Array("$share/g/a/+".utf8) : [])
    }

    @Test(arguments: 1...20)
    func `what is written is read`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let recipients = (0..<50).map { _ in random(&generator) }
        var list = RecipientList()
        for recipient in recipients { list.append(recipient) }
        #expect(RecipientList(bytes: list.bytes).all == recipients)
    }

    @Test func `a list costs few bytes`() {
        var list = RecipientList()
        list.append(
            Recipient(
                session: 12_000, ordinal: 100_000, qos: .atLeastOnce, isRetained: false,
                subscriptionIdentifiers: [], sharedFilter: []))
        #expect(list.bytes.count == 6)
    }

    @Test(arguments: 1...200)
    func `rotten bytes are no list, or a shorter one, and never a trap`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var list = RecipientList()
        for _ in 0..<5 { list.append(random(&generator)) }
        var bytes = list.bytes
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
            in: 0...255, using: &generator)
        #expect((RecipientList(bytes: bytes).all?.count ?? 0) <= bytes.count / 3)
        #expect((RecipientList(bytes: Array(bytes.dropLast())).all?.count ?? 0) <= bytes.count / 3)
    }
}
