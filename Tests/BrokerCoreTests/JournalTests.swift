import BrokerCore
import MQTTPackets
import MQTTProbe
import MQTTSessions
import Testing

@Suite struct JournalTests {
    /// The operations in words, without the messages.
    private func words(_ bench: ShardBench) -> [String] {
        bench.journal.map { operation in
            switch operation {
            case .sessionKept(let clientID): "kept \(clientID)"
            case .sessionEnded(let clientID): "ended \(clientID)"
            case .subscribed(let clientID, _, _, _): "subscribed \(clientID)"
            case .unsubscribed(let clientID, _): "unsubscribed \(clientID)"
            case .owed(let clientID, _): "owed \(clientID)"
            case .settled(let clientID, let id): "settled \(clientID) \(id.rawValue)"
            case .received(let clientID, let id): "received \(clientID) \(id.rawValue)"
            case .released(let clientID, let id): "released \(clientID) \(id.rawValue)"
            case .retained: "retained"
            case .retainedRemoved: "retained removed"
            }
        }
    }

    @Test func `acknowledgements wait for the journal and keep their order [MQTT-4.6.0-2]`() throws
    {
        let bench = ShardBench(journals: true)
        let subscriber = try bench.join("s", isClean: false)
        try bench.subscribe(subscriber, "a", .atLeastOnce)
        let publisher = try bench.join("p")
        bench.commit()
        _ = try bench.take(from: subscriber)
        bench.publish(publisher, "a", [1], .atLeastOnce, packetID: 1)
        bench.publish(publisher, "b", [1], .atLeastOnce, packetID: 2)
        bench.publish(publisher, "a", [2], .exactlyOnce, packetID: 3)
        #expect(bench.takeBytes(from: publisher) == [])
        #expect(try bench.payloads(from: subscriber) == [[1], [2]])
        bench.commit()
        #expect(
            try bench.take(from: publisher) == [
                .puback(try ack(1)), .puback(try ack(2)), .pubrec(try ack(3)),
            ])
        bench.publish(publisher, "b", [1], .atLeastOnce, packetID: 4)
        #expect(try bench.take(from: publisher) == [.puback(try ack(4))])
    }

    @Test func `SUBACK and UNSUBACK wait for the journal`() throws {
        let bench = ShardBench(journals: true)
        let publisher = try bench.join("p")
        bench.publish(publisher, "a", [1], isRetained: true)
        let client = try bench.join("c", isClean: false)
        #expect(try bench.subscribe(client, "a") == [])
        #expect(try bench.unsubscribe(client, "a") == [])
        bench.commit()
        #expect(try bench.take(from: client).map(\.type) == [.suback, .publish, .unsuback])
    }

    @Test func `what is held is not sent to a connection that is gone`() throws {
        let bench = ShardBench(journals: true)
        let client = try bench.join("c", isClean: false)
        try bench.subscribe(client, "a", .atLeastOnce)
        bench.publish(client, "a", [1], .atLeastOnce, packetID: 1)
        bench.lose(client)
        bench.commit()
        let again = bench.connect(Connect(version: .v311, clientID: "c", cleanStart: false))
        bench.commit()
        #expect(
            try bench.take(from: again) == [
                .connack(ConnAck(isSessionPresent: true)),
                .publish(
                    Publish(
                        topic: "a", payload: [1], qos: .atLeastOnce, isDuplicate: true,
                        packetID: PacketID(1))),
            ])
    }

    @Test func `the journal tells the life of a session`() throws {
        let bench = ShardBench(journals: true)
        let client = try bench.join("c", isClean: false)
        try bench.subscribe(client, "a", .exactlyOnce)
        bench.publish(client, "a", [1], .exactlyOnce, packetID: 9, isRetained: true)
        try bench.acknowledge(client, Packet.pubrel, 9)
        try bench.acknowledge(client, Packet.pubrec, 1)
        try bench.acknowledge(client, Packet.pubcomp, 1)
        try bench.unsubscribe(client, "a")
        bench.publish(client, "a", [], isRetained: true)
        _ = try bench.join("c", isClean: false)
        _ = try bench.join("c")
        #expect(
            words(bench) == [
                "kept c", "subscribed c", "retained", "owed c", "received c 9", "released c 9",
                "settled c 1", "unsubscribed c", "retained removed", "ended c",
            ])
    }

    @Test func `a session whose expiry becomes 0 ends in the journal`() throws {
        let bench = ShardBench(journals: true)
        let kept: Properties = [.sessionExpiryInterval(100)]
        let client = try bench.join("c", .v5, isClean: false, properties: kept)
        bench.send(
            .disconnect(Disconnect(properties: [.sessionExpiryInterval(0)])), version: .v5,
            from: client)
        bench.lose(try bench.join("d", .v5, isClean: false, properties: kept))
        bench.lose(try bench.join("d", .v5, isClean: false))
        #expect(words(bench) == ["kept c", "ended c", "kept d", "ended d"])
    }

    @Test func `a message that the client cannot take is settled in the journal`() throws {
        let bench = ShardBench(journals: true)
        let client = try bench.join(
            "c", .v5, isClean: false,
            properties: [.sessionExpiryInterval(100), .maximumPacketSize(50)])
        try bench.subscribe(client, "a", .atLeastOnce, version: .v5)
        let publisher = try bench.join("p")
        bench.publish(
            publisher, "a", Array(repeating: 1, count: 99), .atLeastOnce, packetID: 1)
        #expect(words(bench) == ["kept c", "subscribed c", "owed c", "settled c 1"])
    }

    @Test func `clean sessions leave no trace in the journal`() throws {
        let bench = ShardBench(journals: true)
        let client = try bench.join("c")
        try bench.subscribe(client, "a", .exactlyOnce)
        bench.publish(client, "a", [1], .atLeastOnce, packetID: 9)
        try bench.acknowledge(client, Packet.puback, 1)
        bench.lose(client)
        #expect(words(bench) == [])
    }
}
