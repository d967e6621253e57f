import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// What becomes of a shared subscription's messages when members are slow, away or gone
/// (MQTT 5 section 4.8.2).
@Suite struct SharedDeliveryTests {
    private static let filter = "$share/g/a"

    /// A member whose session outlives its connection.
    private func kept(
        _ bench: ShardBench, _ clientID: String, _ qos: QoS = .exactlyOnce,
        receiveMaximum: UInt16 = 65_535
    ) throws -> ShardBench.Client {
        let client = try bench.join(
            clientID, .v5,
            properties: [.sessionExpiryInterval(.max), .receiveMaximum(receiveMaximum)])
        try bench.subscribe(client, Self.filter, qos, version: .v5)
        return client
    }

    private func clean(
        _ bench: ShardBench, _ clientID: String, receiveMaximum: UInt16 = 65_535
    ) throws -> ShardBench.Client {
        let client = try bench.join(
            clientID, .v5, properties: [.receiveMaximum(receiveMaximum)])
        try bench.subscribe(client, Self.filter, .exactlyOnce, version: .v5)
        return client
    }

    private func back(_ bench: ShardBench, _ clientID: String) -> ShardBench.Client {
        bench.connect(
            Connect(
                version: .v5, clientID: clientID, cleanStart: false,
                properties: [.sessionExpiryInterval(.max)]))
    }

    private func publish(
        _ bench: ShardBench, _ payloads: ClosedRange<UInt8>, _ qos: QoS = .atLeastOnce
    ) throws {
        let publisher = try bench.join("p", .v5)
        for payload in payloads {
            bench.publish(
                publisher, "a", [payload], qos, packetID: UInt16(payload), version: .v5)
        }
    }

    /// A client identifier whose home is that shard.
    private func clientID(on shard: Int, of shardCount: Int) throws -> String {
        try #require(
            (0..<1_000).map { "m\($0)" }.first {
                Shard.home(of: $0, shardCount: shardCount) == shard
            })
    }

    @Test func `a message for many groups travels to another shard once`() throws {
        let bench = ShardBench(shardCount: 2)
        let member = try bench.join(try clientID(on: 1, of: 2), .v5)
        for number in 0..<50 {
            try bench.subscribe(member, "$share/g\(number)/a", .atLeastOnce, version: .v5)
        }
        let publisher = try bench.join(try clientID(on: 0, of: 2), .v5)
        bench.holdsMessages = true
        let payload = [UInt8](repeating: 7, count: 10_000)
        bench.publish(publisher, "a", payload, .atLeastOnce, version: .v5)
        let messages = bench.shards[0].takeMessages(for: 1)
        let staged = messages.reduce(0) { sum, message in
            if case .publications(let bytes, _) = message { sum + bytes.count } else { sum }
        }
        #expect(staged < 2 * payload.count)
        bench.shards[1].receive(messages, from: 0, now: bench.now)
        bench.settle()
        #expect(
            try bench.payloads(from: member, version: .v5)
                == Array(repeating: payload, count: 50))
    }

    @Test func `what is passed on at QoS 0 bears what is left of its expiry [MQTT-3.3.2-6]`() throws
    {
        let bench = ShardBench()
        let old = try bench.join("m0", .v5, properties: [.sessionExpiryInterval(30)])
        try bench.subscribe(old, Self.filter, .atLeastOnce, version: .v5)
        bench.lose(old)
        let publisher = try bench.join("p", .v5)
        bench.publish(
            publisher, "a", [1], .atLeastOnce, version: .v5,
            properties: [.messageExpiryInterval(100)])
        let heir = try bench.join("m1", .v5)
        try bench.subscribe(heir, Self.filter, version: .v5)
        bench.advance(seconds: 31)
        let received = try bench.publishes(from: heir, version: .v5)
        #expect(received.map(\.properties.messageExpiryInterval) == [69])
    }

    // MARK: Away

    @Test(arguments: [1, 3])
    func `a member that is away gets nothing while another is there`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount)
        bench.lose(try kept(bench, "m0"))
        let present = try kept(bench, "m1")
        try publish(bench, 1...4)
        #expect(try bench.payloads(from: present, version: .v5) == [[1], [2], [3], [4]])
        let returned = back(bench, "m0")
        #expect(try bench.payloads(from: returned, version: .v5) == [])
        try publish(bench, 1...4)
        #expect(try bench.payloads(from: present, version: .v5).count == 2)
        #expect(try bench.payloads(from: returned, version: .v5).count == 2)
    }

    @Test(arguments: [1, 3], [QoS.atMostOnce, .atLeastOnce, .exactlyOnce])
    func `with all members away a message waits for one of them, unless it is QoS 0`(
        shardCount: Int, qos: QoS
    ) throws {
        let bench = ShardBench(shardCount: shardCount)
        for number in 0..<3 { bench.lose(try kept(bench, "m\(number)")) }
        try publish(bench, 1...6, qos)
        let payloads = try (0..<3).map {
            try bench.payloads(from: back(bench, "m\($0)"), version: .v5)
        }
        #expect(payloads.map(\.count) == (qos == .atMostOnce ? [0, 0, 0] : [2, 2, 2]))
        #expect(Set(payloads.joined()).count == (qos == .atMostOnce ? 0 : 6))
    }

    @Test(arguments: [1, 3])
    func `a member of QoS 0 that is away is no receiver`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount)
        bench.lose(try kept(bench, "m0", .atMostOnce))
        bench.lose(try kept(bench, "m1", .atLeastOnce))
        try publish(bench, 1...4)
        #expect(try bench.payloads(from: back(bench, "m1"), version: .v5).count == 4)
    }

    // MARK: Slow

    @Test func `a member whose window is closed is passed over`() throws {
        let bench = ShardBench()
        let slow = try clean(bench, "m0", receiveMaximum: 1)
        let fast = try clean(bench, "m1")
        try publish(bench, 1...5)
        #expect(try bench.payloads(from: slow, version: .v5) == [[1]])
        #expect(try bench.payloads(from: fast, version: .v5) == [[2], [3], [4], [5]])
        try bench.acknowledge(slow, { .puback($0) }, 1, version: .v5)
        try publish(bench, 6...7)
        #expect(try bench.payloads(from: slow, version: .v5) == [[6]])
        #expect(try bench.payloads(from: fast, version: .v5) == [[7]])
    }

    @Test func `when every window is closed the members' queues fill in turn`() throws {
        let bench = ShardBench()
        let members = try (0..<2).map { try clean(bench, "m\($0)", receiveMaximum: 1) }
        try publish(bench, 1...6)
        for (member, expected) in zip(members, [[1, 3, 5], [2, 4, 6]] as [[UInt8]]) {
            var payloads = try bench.payloads(from: member, version: .v5)
            for packetID in UInt16(1)...2 {
                try bench.acknowledge(member, { .puback($0) }, packetID, version: .v5)
                payloads += try bench.payloads(from: member, version: .v5)
            }
            #expect(payloads == expected.map { [$0] })
        }
    }

    @Test func `a member of another shard is passed over from 16 waiting messages on`() throws {
        let bench = ShardBench(shardCount: 2)
        let home = Shard.home(of: "p", shardCount: 2)
        let slow = try clean(
            bench, clientID(on: 1 - home, of: 2), receiveMaximum: 1)
        let fast = try clean(bench, clientID(on: home, of: 2))
        try publish(bench, 1...100)
        #expect(try bench.payloads(from: slow, version: .v5).count == 1)
        #expect(try bench.payloads(from: fast, version: .v5).count == 83)
        for packetID in UInt16(1)...17 {
            try bench.acknowledge(slow, { .puback($0) }, packetID, version: .v5)
        }
        #expect(try bench.payloads(from: slow, version: .v5).count == 16)
        try publish(bench, 101...102)
        #expect(try bench.payloads(from: slow, version: .v5).count == 1)
    }

    @Test(arguments: [1, 2])
    func `a member that does not read is passed over`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount) { $0.outboundBytesMax = 50 }
        let home = Shard.home(of: "p", shardCount: shardCount)
        let deaf = try clean(bench, clientID(on: shardCount - 1 - home, of: shardCount))
        let other = try clean(bench, "other")
        bench.blocked = [deaf]
        try publish(bench, 1...60, .atMostOnce)
        let heard = try bench.payloads(from: other, version: .v5).count
        #expect(heard >= 60 - 20)
        bench.blocked = []
        #expect(bench.trickle(.max, to: deaf))
        bench.settle()
        _ = try bench.take(from: deaf, version: .v5)
        try publish(bench, 61...62, .atMostOnce)
        #expect(try bench.payloads(from: deaf, version: .v5).count == 1)
    }

    // MARK: Full

    @Test(arguments: [1, 3])
    func `publishers wait only when every member is full`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount) { $0.queuedMessagesMax = 2 }
        for number in 0..<3 { bench.lose(try kept(bench, "m\(number)")) }
        let patient = try bench.join("p")
        for packetID in UInt16(1)...7 {
            bench.publish(patient, "a", [UInt8(packetID)], .atLeastOnce, packetID: packetID)
        }
        #expect(bench.paused == [patient])
        #expect(try bench.take(from: patient).count == 6)
        let told = try bench.join("q", .v5)
        bench.publish(told, "a", [9], .exactlyOnce, packetID: 5, version: .v5)
        bench.publish(told, "b", [9], .atLeastOnce, packetID: 6, version: .v5)
        #expect(
            try bench.take(from: told, version: .v5) == [
                .pubrec(try ack(5, .quotaExceeded)), .puback(try ack(6, .noMatchingSubscribers)),
            ])
        let returned = back(bench, "m1")
        #expect(try bench.payloads(from: returned, version: .v5).count == 3)
        #expect(bench.paused == [])
        #expect(try bench.take(from: patient).count == 1)
    }

    @Test(arguments: [1, 3])
    func `a new member sets waiting publishers free`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount) { $0.queuedMessagesMax = 1 }
        bench.lose(try kept(bench, "m0"))
        let publisher = try bench.join("p")
        for packetID in UInt16(1)...2 {
            bench.publish(publisher, "a", [UInt8(packetID)], .atLeastOnce, packetID: packetID)
        }
        #expect(bench.paused == [publisher])
        let member = try bench.join("m1")
        let packets = try bench.subscribe(member, Self.filter, .atLeastOnce)
        #expect(packets.map(\.type).sorted { $0.rawValue < $1.rawValue } == [.publish, .suback])
        #expect(bench.paused == [])
    }

    @Test(arguments: [1, 3])
    func `the end of a full member sets waiting publishers free`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount) { $0.queuedMessagesMax = 1 }
        bench.lose(try kept(bench, "m0"))
        let publisher = try bench.join("p")
        for packetID in UInt16(1)...2 {
            bench.publish(publisher, "a", [UInt8(packetID)], .atLeastOnce, packetID: packetID)
        }
        #expect(bench.paused == [publisher])
        _ = try bench.join("m0", .v5)
        #expect(bench.paused == [])
        #expect(try bench.take(from: publisher).count == 2)
    }

    // MARK: Settling

    @Test(arguments: [1, 3])
    func `QoS 2 goes on with the same client after it returns [MQTT-4.8.2-4]`(
        shardCount: Int
    ) throws {
        let bench = ShardBench(shardCount: shardCount)
        let first = try kept(bench, "m0")
        try publish(bench, 1...1, .exactlyOnce)
        #expect(try bench.payloads(from: first, version: .v5) == [[1]])
        let other = try kept(bench, "m1")
        bench.lose(first)
        #expect(bench.takeBytes(from: other) == [])
        let again = back(bench, "m0")
        let resent = try bench.publishes(from: again, version: .v5)
        #expect(resent.map(\.isDuplicate) == [true])
        try bench.acknowledge(again, { .pubrec($0) }, 1, version: .v5)
        bench.lose(again)
        let last = back(bench, "m0")
        #expect(try bench.take(from: last, version: .v5).last == .pubrel(try ack(1)))
        try bench.acknowledge(last, { .pubcomp($0) }, 1, version: .v5)
        #expect(bench.takeBytes(from: other) == [])
    }

    @Test(arguments: [1, 3])
    func `a QoS 2 message that was sent is not sent to another member [MQTT-4.8.2-5]`(
        shardCount: Int
    ) throws {
        let bench = ShardBench(shardCount: shardCount)
        let first = try kept(bench, "m0")
        try publish(bench, 1...2, .exactlyOnce)
        try bench.acknowledge(first, { .pubrec($0) }, 1, version: .v5)
        let other = try kept(bench, "m1")
        bench.lose(first)
        _ = try bench.join("m0", .v5)  // a clean start ends the session
        #expect(bench.takeBytes(from: other) == [])
    }

    @Test(arguments: [1, 3], [true, false])
    func `a QoS 1 message without PUBACK goes to another member when the session ends`(
        shardCount: Int, isKept: Bool
    ) throws {
        let bench = ShardBench(shardCount: shardCount)
        let first = try isKept ? kept(bench, "m0") : clean(bench, "m0")
        try publish(bench, 1...3)
        try bench.acknowledge(first, { .puback($0) }, 2, version: .v5)
        let other = try clean(bench, "m1")
        bench.lose(first)
        if isKept {
            #expect(bench.takeBytes(from: other) == [])
            _ = try bench.join("m0", .v5)
        }
        let passedOn = try bench.publishes(from: other, version: .v5)
        #expect(passedOn.map(\.payload) == [[1], [3]])
        #expect(passedOn.map(\.isDuplicate) == [false, false])
    }

    @Test(arguments: [1, 3])
    func `what was not sent yet goes to another member when the session ends`(
        shardCount: Int
    ) throws {
        let bench = ShardBench(shardCount: shardCount)
        let slow = try clean(bench, "m0", receiveMaximum: 1)
        try publish(bench, 1...3, .exactlyOnce)
        #expect(try bench.payloads(from: slow, version: .v5) == [[1]])
        let other = try kept(bench, "m1", .atLeastOnce)
        bench.lose(slow)
        let passedOn = try bench.publishes(from: other, version: .v5)
        #expect(passedOn.map(\.payload) == [[2], [3]])
        #expect(passedOn.map(\.qos) == [.atLeastOnce, .atLeastOnce])
    }

    @Test(arguments: [1, 3])
    func `what finds no member with room is dropped and told`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount) { $0.queuedMessagesMax = 2 }
        bench.lose(try kept(bench, "m0"))
        bench.lose(try kept(bench, "m1"))
        try publish(bench, 1...4)
        _ = try bench.join("m0", .v5)
        let dropped = bench.events.compactMap { event -> Int? in
            guard case .sharedMessagesDropped("m0", let count) = event else { return nil }
            return count
        }
        #expect(dropped == [2])
        #expect(try bench.payloads(from: back(bench, "m1"), version: .v5).count == 2)
    }

    @Test(arguments: [1, 3])
    func `a refusal by PUBACK or PUBREC discards the message [MQTT-4.8.2-6]`(
        shardCount: Int
    ) throws {
        let bench = ShardBench(shardCount: shardCount)
        let members = try (0..<2).map { try kept(bench, "m\($0)") }
        try publish(bench, 1...2, .atLeastOnce)
        try publish(bench, 3...4, .exactlyOnce)
        for member in members {
            #expect(try bench.payloads(from: member, version: .v5).count == 2)
            try bench.acknowledge(
                member, { .puback($0) }, 1, .unspecifiedError, version: .v5)
            try bench.acknowledge(
                member, { .pubrec($0) }, 2, .quotaExceeded, version: .v5)
            bench.lose(member)
        }
        for number in 0..<2 {
            let again = bench.connect(
                Connect(version: .v5, clientID: "m\(number)", cleanStart: false))
            #expect(try bench.payloads(from: again, version: .v5) == [])
            bench.lose(again)  // its session ends, and there is nothing to pass on
        }
    }

    @Test(arguments: [QoS.atMostOnce, .atLeastOnce, .exactlyOnce])
    func `a message on its way to a member that left goes to another one`(qos: QoS) throws {
        let bench = ShardBench(shardCount: 3)
        let home = Shard.home(of: "p", shardCount: 3)
        let first = try clean(bench, clientID(on: (home + 1) % 3, of: 3))
        let second = try clean(bench, clientID(on: (home + 2) % 3, of: 3))
        let publisher = try bench.join("p", .v5)
        bench.holdsMessages = true
        for packetID in UInt16(1)...4 {
            bench.publish(
                publisher, "a", [UInt8(packetID)], qos, packetID: packetID, version: .v5)
        }
        bench.send([0xE0, 0], from: first)
        bench.carryMessages()
        let payloads = try bench.payloads(from: second, version: .v5)
        #expect(payloads.map { $0[0] }.sorted() == [1, 2, 3, 4])
    }

    @Test func `a member that joined after another left misses nothing`() throws {
        let bench = ShardBench(shardCount: 3)
        let home = Shard.home(of: "p", shardCount: 3)
        let first = try clean(bench, clientID(on: (home + 1) % 3, of: 3))
        let publisher = try bench.join("p", .v5)
        // The publisher's shard has not heard yet that the first is gone when the second joins.
        bench.holdsMessages = true
        bench.publish(publisher, "a", [1], .atLeastOnce, packetID: 1, version: .v5)
        bench.send([0xE0, 0], from: first)
        let second = try clean(bench, clientID(on: (home + 1) % 3, of: 3))
        bench.carryMessages()
        #expect(try bench.payloads(from: second, version: .v5) == [[1]])
    }
}
