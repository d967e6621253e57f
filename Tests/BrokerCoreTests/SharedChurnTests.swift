import BrokerCore
import MQTTPackets
import MQTTProbe
import SeededRandom
import Testing

/// Members of a shared subscription that come, go, read, acknowledge and end by chance.
@Suite struct SharedChurnTests {
    /// The last one's session never ends.
    private static let members = ["m0", "m1", "m2", "anchor"]

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func `no acknowledged message is lost while one member's session lasts`(seed: UInt64) throws {
        let history = try History(seed: seed, qos: .atLeastOnce, sessionsEnd: true)
        for _ in 0..<600 { try history.step() }
        try history.finish()
        #expect(history.acknowledged == history.published)
        #expect(Set(history.received.keys) == Set(0..<history.published))
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func `QoS 2 comes once to one member, whoever comes and goes [MQTT-4.8.2-4]`(
        seed: UInt64
    ) throws {
        let history = try History(seed: seed, qos: .exactlyOnce, sessionsEnd: false)
        for _ in 0..<600 { try history.step() }
        try history.finish()
        #expect(history.acknowledged == history.published)
        #expect(history.received.count == history.published)
        #expect(history.received.values.allSatisfy { $0 == 1 })
    }

    /// One run: three shards, three publishers, four members.
    private final class History {
        let bench = ShardBench(shardCount: 3) { $0.queuedMessagesMax = nil }
        private(set) var published = 0
        private(set) var acknowledged = 0
        /// How often each message came, resent ones not counted.
        private(set) var received: [Int: Int] = [:]
        private var random: SeededGenerator
        private let qos: QoS
        private let sessionsEnd: Bool
        private var connected: [String: ShardBench.Client] = [:]
        private var publishers: [ShardBench.Client] = []
        /// Identifiers whose PUBREL has not come.
        private var unreleased: [String: Set<UInt16>] = [:]

        init(seed: UInt64, qos: QoS, sessionsEnd: Bool) throws {
            random = SeededGenerator(seed: seed)
            self.qos = qos
            self.sessionsEnd = sessionsEnd
            for number in 0..<3 { publishers.append(try bench.join("p\(number)", .v5)) }
            try come(SharedChurnTests.members[3])
        }

        func step() throws {
            guard let member = SharedChurnTests.members.randomElement(using: &random) else {
                return
            }
            switch Int.random(in: 0..<10, using: &random) {
            case 0...3: try publish()
            case 4: try come(member)
            case 5: if let client = connected.removeValue(forKey: member) { bench.lose(client) }
            case 6...7: _ = try serve(member, patience: Int.random(in: 0..<4, using: &random))
            case 8: bench.holdsMessages = true
            default:
                bench.holdsMessages = false
                bench.settle()
            }
        }

        /// Everyone comes, reads and acknowledges until nothing is left.
        func finish() throws {
            bench.holdsMessages = false
            bench.settle()
            var isBusy = true
            while isBusy {
                isBusy = false
                for member in SharedChurnTests.members {
                    try come(member)
                    isBusy = try serve(member, patience: .max) || isBusy
                }
            }
            for publisher in publishers {
                for packet in try bench.take(from: publisher, version: .v5) {
                    switch packet {
                    case .puback(let body), .pubrec(let body):
                        if body.reasonCode == .success { acknowledged += 1 }
                    default: break
                    }
                }
            }
        }

        private func publish() throws {
            let publisher = publishers[published % 3]
            let packetID = UInt16(published / 3 + 1)
            bench.publish(
                publisher, "a", [UInt8(published >> 8), UInt8(published & 0xFF)], qos,
                packetID: packetID, version: .v5)
            if qos == .exactlyOnce {
                try bench.acknowledge(publisher, { .pubrel($0) }, packetID, version: .v5)
            }
            published += 1
        }

        private func come(_ member: String) throws {
            if connected[member] != nil { return }
            let ends = sessionsEnd && member != SharedChurnTests.members[3]
            let isClean = ends && Bool.random(using: &random)
            let expiry: UInt32 = ends && Bool.random(using: &random) ? 0 : .max
            let client = bench.connect(
                Connect(
                    version: .v5, clientID: member, cleanStart: isClean,
                    properties: [.sessionExpiryInterval(expiry), .receiveMaximum(3)]))
            connected[member] = client
            bench.send(
                .subscribe(
                    Subscribe(
                        packetID: try id(7),
                        subscriptions: [
                            Subscription("$share/g/+", SubscriptionOptions(qos: .exactlyOnce))
                        ])), version: .v5, from: client)
        }

        /// Lets the member read and answer some of it; whether there was anything.
        private func serve(_ member: String, patience: Int) throws -> Bool {
            guard let client = connected[member] else { return false }
            let packets = try bench.take(from: client, version: .v5)
            for packet in packets.prefix(patience) {
                switch packet {
                case .publish(let publish):
                    guard let packetID = publish.packetID else { continue }
                    let isNew =
                        qos == .atLeastOnce
                        || unreleased[member, default: []].insert(packetID.rawValue).inserted
                    let number = Int(publish.payload[0]) << 8 | Int(publish.payload[1])
                    if isNew { received[number, default: 0] += 1 }
                    try bench.acknowledge(
                        client, { qos == .atLeastOnce ? .puback($0) : .pubrec($0) },
                        packetID.rawValue, version: .v5)
                case .pubrel(let body):
                    unreleased[member]?.remove(body.packetID.rawValue)
                    try bench.acknowledge(
                        client, { .pubcomp($0) }, body.packetID.rawValue, version: .v5)
                default: break
                }
            }
            if packets.count > patience {  // what it did not answer it has to be sent again
                connected[member] = nil
                bench.lose(client)
            }
            return !packets.isEmpty
        }
    }
}
