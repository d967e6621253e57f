import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// Who gets a message of a shared subscription (MQTT 5 section 4.8.2).
@Suite struct SharedSubscriptionTests {
    private func members(
        _ bench: ShardBench, _ count: Int, _ qos: QoS = .atLeastOnce,
        version: ProtocolVersion = .v5
    ) throws -> [ShardBench.Client] {
        try (0..<count).map { number in
            let client = try bench.join("m\(number)", version)
            try bench.subscribe(client, "$share/g/a/+", qos, version: version)
            return client
        }
    }

    private func publish(
        _ bench: ShardBench, _ count: Int, _ topic: String = "a/b", _ qos: QoS = .atLeastOnce
    ) throws {
        let publisher = try bench.join("p", .v5)
        for number in 0..<count {
            bench.publish(
                publisher, topic, [UInt8(number)], qos, packetID: UInt16(number + 1), version: .v5)
        }
    }

    @Test(arguments: [1, 3], [ProtocolVersion.v31, .v311, .v5])
    func `members get one publisher's messages in turn, each message once`(
        shardCount: Int, version: ProtocolVersion
    ) throws {
        for qos in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            let bench = ShardBench(shardCount: shardCount)
            let members = try members(bench, 4, qos, version: version)
            try publish(bench, 12, qos: qos)
            let payloads = try members.map { try bench.payloads(from: $0, version: version) }
            #expect(payloads.map(\.count) == [3, 3, 3, 3])
            #expect(Set(payloads.joined()).count == 12)
            for own in payloads {
                #expect(own.map { $0[0] } == own.map { $0[0] }.sorted(), "order of the publisher")
            }
        }
    }

    private func publish(_ bench: ShardBench, _ count: Int, qos: QoS) throws {
        try publish(bench, count, "a/b", qos)
    }

    @Test(arguments: [1, 3])
    func `publishers of every shard reach every member`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount)
        let members = try members(bench, 3)
        for number in 0..<60 {
            let publisher = try bench.join("p\(number)")
            for round in UInt8(0)..<6 { bench.publish(publisher, "a/b", [UInt8(number), round]) }
        }
        let payloads = try members.map { try bench.payloads(from: $0, version: .v5) }
        #expect(payloads.map(\.count) == [120, 120, 120])
        #expect(Set(payloads.joined()).count == 360)
    }

    @Test(arguments: [1, 3])
    func `another name or another filter is another group`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount)
        let filters = ["$share/g/a/b", "$share/h/a/b", "$share/g/a/+", "$share/g/#", "a/b"]
        let clients = try filters.map { filter in
            let client = try bench.join(filter)
            try bench.subscribe(client, filter)
            return client
        }
        try publish(bench, 2)
        for client in clients { #expect(try bench.payloads(from: client) == [[0], [1]]) }
        try publish(bench, 1, "$own/a")
        for client in clients { #expect(bench.takeBytes(from: client) == []) }
    }

    @Test(arguments: [1, 3])
    func `an ordinary and a shared subscription give a copy each`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount)
        let client = try bench.join("c", .v5)
        try bench.subscribe(client, "a/+", .atLeastOnce, version: .v5, identifier: 1)
        try bench.subscribe(client, "$share/g/a/b", .exactlyOnce, version: .v5, identifier: 2)
        try bench.subscribe(client, "a/b", .atMostOnce, version: .v5, identifier: 3)
        try publish(bench, 1)
        let sent = try bench.publishes(from: client, version: .v5)
        let identifiers = sent.map { Set($0.properties.subscriptionIdentifiers) }
        #expect(Set(identifiers) == [[1, 3], [2]])
        #expect(sent.count == 2)
    }

    @Test(arguments: [1, 3])
    func `the QoS that the member was granted is respected [MQTT-4.8.2-3]`(shardCount: Int) throws {
        for granted in [QoS.atMostOnce, .atLeastOnce, .exactlyOnce] {
            let bench = ShardBench(shardCount: shardCount)
            let member = try members(bench, 1, granted)[0]
            try publish(bench, 1, qos: .exactlyOnce)
            try publish(bench, 1, qos: .atMostOnce)
            #expect(
                try bench.publishes(from: member, version: .v5).map(\.qos)
                    == [granted, .atMostOnce])
        }
    }

    @Test(arguments: [1, 3], [QoS.atMostOnce, .atLeastOnce])
    func `identifier and retain as published are the member's own`(
        shardCount: Int, qos: QoS
    ) throws {
        let bench = ShardBench(shardCount: shardCount)
        for number in UInt32(1)...2 {
            let client = try bench.join("m\(number)", .v5)
            try bench.subscribe(
                client, "$share/g/a", version: .v5,
                options: SubscriptionOptions(qos: qos, retainAsPublished: number == 2),
                identifier: number)
            let publisher = try bench.join("p", .v5)
            bench.publish(publisher, "a", [1], qos, version: .v5, isRetained: true)
            let sent = try bench.publishes(from: client, version: .v5)
            #expect(sent.map(\.isRetained) == [number == 2])
            #expect(sent.map(\.properties.subscriptionIdentifiers) == [[number]])
            try bench.unsubscribe(client, "$share/g/a", version: .v5)
        }
    }

    @Test func `retained messages are not sent for a shared subscription`() throws {
        let bench = ShardBench()
        let publisher = try bench.join("p")
        bench.publish(publisher, "a/b", isRetained: true)
        let member = try bench.join("m", .v5)
        #expect(
            try bench.subscribe(member, "$share/g/a/b", .atLeastOnce, version: .v5) == [
                .suback(SubAck(packetID: try id(77), reasonCodes: [.grantedQoS1]))
            ])
    }

    @Test(arguments: [1, 3])
    func `subscribing again replaces the membership [MQTT-3.8.4-3]`(shardCount: Int) throws {
        let bench = ShardBench(shardCount: shardCount)
        let members = try members(bench, 2)
        try bench.subscribe(
            members[0], "$share/g/a/+", .exactlyOnce, version: .v5, identifier: 9)
        try publish(bench, 4, qos: .exactlyOnce)
        let sent = try members.map { try bench.publishes(from: $0, version: .v5) }
        #expect(sent.map(\.count) == [2, 2])
        #expect(sent[0].map(\.qos) == [.exactlyOnce, .exactlyOnce])
        #expect(sent[0].map(\.properties.subscriptionIdentifiers) == [[9], [9]])
        #expect(try code(of: bench.unsubscribe(members[0], "$share/g/a/+", version: .v5)) == 0)
        #expect(try code(of: bench.unsubscribe(members[0], "$share/g/a/+", version: .v5)) == 0x11)
    }

    private func code(of packets: [Packet]) -> UInt8? {
        guard case .unsuback(let unsubAck)? = packets.first else { return nil }
        return unsubAck.reasonCodes.first?.rawValue
    }

    @Test(arguments: [1, 3])
    func `whoever leaves by UNSUBSCRIBE or goes gets nothing more [MQTT-3.10.4-2]`(
        shardCount: Int
    ) throws {
        let bench = ShardBench(shardCount: shardCount)
        let members = try members(bench, 4)
        try bench.unsubscribe(members[0], "$share/g/a/+", version: .v5)
        bench.lose(members[1])
        bench.send(
            .disconnect(Disconnect(reasonCode: .normalDisconnection)), version: .v5,
            from: members[2])
        try publish(bench, 3)
        #expect(bench.takeBytes(from: members[0]) == [])
        #expect(try bench.payloads(from: members[3], version: .v5) == [[0], [1], [2]])
        try bench.unsubscribe(members[3], "$share/g/a/+", version: .v5)
        let publisher = try bench.join("q", .v5)
        bench.publish(publisher, "a/b", [1], .atLeastOnce, packetID: 9, version: .v5)
        #expect(
            try bench.take(from: publisher, version: .v5)
                == [.puback(try ack(9, .noMatchingSubscribers))])
        let again = try bench.join("m0")
        try bench.subscribe(again, "$share/g/a/+")
        try publish(bench, 1)
        #expect(try bench.payloads(from: again) == [[0]])
    }

    @Test func `SUBACK waits until every shard knows the member`() throws {
        let bench = ShardBench(shardCount: 3)
        let client = try bench.join("c")
        bench.holdsMessages = true
        #expect(try bench.subscribe(client, "$share/g/a").isEmpty)
        bench.carryMessages()
        #expect(try bench.take(from: client).map(\.type) == [.suback])
        let publishers = try (0..<9).map { try bench.join("p\($0)") }
        for publisher in publishers { bench.publish(publisher, "a") }
        bench.carryMessages()
        #expect(try bench.payloads(from: client).count == 9)
    }

    @Test func `the limit of levels counts what follows the name`() throws {
        let bench = ShardBench { $0.topicLevelsMax = 3 }
        let client = try bench.join("c", .v5)
        for (filter, code) in [
            ("$share/g/a/b/c", ReasonCode.grantedQoS0), ("$share/g/a/b/c/d", .topicFilterInvalid),
        ] {
            #expect(
                try bench.subscribe(client, filter, version: .v5) == [
                    .suback(SubAck(packetID: try id(77), reasonCodes: [code]))
                ])
        }
    }

    @Test func `CONNACK does not deny shared subscriptions`() throws {
        let bench = ShardBench()
        let client = bench.connect(Connect(version: .v5, clientID: "c"))
        guard case .connack(let connAck)? = try bench.take(from: client, version: .v5).first else {
            Issue.record("no CONNACK")
            return
        }
        #expect(connAck.properties.sharedSubscriptionAvailable == nil)
    }

    @Test(arguments: ["$share/g", "$share//a", "$share/g/", "$share/+/a", "$share/#"])
    func `a broken shared filter ends the connection [MQTT-4.8.2-1] [MQTT-4.8.2-2]`(
        filter: String
    ) throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        try bench.subscribe(client, filter, version: .v5)
        #expect(bench.isClosed(client))
    }

    @Test func `no local on a shared subscription ends the connection [MQTT-3.8.3-4]`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5)
        try bench.subscribe(
            client, "$share/g/a", version: .v5, options: SubscriptionOptions(noLocal: true))
        #expect(bench.isClosed(client))
    }

    @Test func `a client joins no more groups than the limit`() throws {
        let bench = ShardBench { $0.sharedSubscriptionsPerSessionMax = 2 }
        let client = try bench.join("a", .v5)
        for filter in ["$share/1/t", "$share/2/t", "$share/3/t", "$share/1/t", "t"] {
            let answer = try bench.subscribe(client, filter, .atLeastOnce, version: .v5).first
            guard case .suback(let subAck) = answer else {
                Issue.record("\(String(describing: answer))")
                return
            }
            let isOver = filter == "$share/3/t"
            #expect(subAck.reasonCodes == [isOver ? .quotaExceeded : .grantedQoS1])
        }
    }
}
