import BrokerCore
import MQTTPackets
import MQTTProbe
import MQTTSessions
import Testing

@Suite struct JournalTests {
    /// The operations in words, without the messages.
    private func words(_ bench: ShardBench) -> [String] {
        var names: [UInt64: String] = [:]
        return bench.journal.map { operation in
            switch operation {
            case .session(let record):
                names[record.number] = record.clientID
                let isAway = record.presence != .connected
                return "\(record.clientID) \(isAway ? "away" : "here") \(record.expirySeconds)"
            case .sessionEnded(let number): return "ended \(names[number] ?? "")"
            case .subscribed(let number, _, _, _): return "subscribed \(names[number] ?? "")"
            case .unsubscribed(let number, _): return "unsubscribed \(names[number] ?? "")"
            case .owed(let record):
                let recipients = (record.recipients.all ?? []).map {
                    "\(names[$0.session] ?? "") \($0.ordinal)"
                }
                return "\(record.number) owed \(recipients.joined(separator: ", "))"
            case .released(let message, let number):
                return "\(message) released \(names[number] ?? "")"
            case .settled(let message, let number):
                return "\(message) settled \(names[number] ?? "")"
            case .finished(let message): return "\(message) finished"
            case .received(let number, let id):
                return "received \(names[number] ?? "") \(id.rawValue)"
            case .completed(let number, let id):
                return "completed \(names[number] ?? "") \(id.rawValue)"
            case .retained: return "retained"
            case .retainedRemoved: return "retained removed"
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
        // The first must be durable; the others keep their places behind it.
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
        #expect(try bench.take(from: client) == [])
        bench.commit()
        #expect(try bench.take(from: client).map(\.type) == [.connack])
        #expect(try bench.subscribe(client, "a") == [])
        #expect(try bench.unsubscribe(client, "a") == [])
        bench.commit()
        #expect(try bench.take(from: client).map(\.type) == [.suback, .publish, .unsuback])
    }

    @Test func `CONNACK of a kept session waits for the journal, and all behind it`() throws {
        let bench = ShardBench(journals: true)
        let client = try bench.join("c", isClean: false)
        bench.send([0xC0, 0], from: client)
        #expect(bench.takeBytes(from: client) == [])
        bench.commit()
        #expect(bench.takeBytes(from: client) == [0x20, 2, 0, 0, 0xD0, 0])
        let again = bench.connect(Connect(version: .v311, clientID: "c", cleanStart: false))
        #expect(bench.takeBytes(from: again) == [])
        bench.lose(again)
        bench.commit()
        #expect(bench.takeBytes(from: again) == [])
        // A clean session promises nothing.
        let clean = bench.connect(Connect(version: .v311, clientID: "d"))
        #expect(bench.takeBytes(from: clean) == [0x20, 2, 0, 0])
    }

    @Test func `what only clean sessions want waits for nothing`() throws {
        let bench = ShardBench(journals: true)
        let kept = try bench.join("k", isClean: false)
        try bench.subscribe(kept, "k", .exactlyOnce)
        let clean = try bench.join("s")
        try bench.subscribe(clean, "a", .exactlyOnce)
        let publisher = try bench.join("p")
        let other = try bench.join("o")
        bench.publish(other, "k", [1], .atLeastOnce, packetID: 1)
        bench.publish(publisher, "a", [1], .atLeastOnce, packetID: 1)
        #expect(bench.takeBytes(from: publisher) == [0x40, 2, 0, 1])
        #expect(bench.takeBytes(from: other) == [])
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
        bench.commit()
        bench.publish(client, "a", [1], .exactlyOnce, packetID: 9, isRetained: true)
        bench.commit()
        try bench.acknowledge(client, Packet.pubrel, 9)
        try bench.acknowledge(client, Packet.pubrec, 1)
        try bench.acknowledge(client, Packet.pubcomp, 1)
        try bench.unsubscribe(client, "a")
        bench.publish(client, "a", [], isRetained: true)
        _ = try bench.join("c", isClean: false)
        _ = try bench.join("c")
        #expect(
            words(bench) == [
                "c here 4294967295", "subscribed c", "retained", "1 owed c 1", "received c 9",
                "completed c 9", "1 released c", "1 finished", "unsubscribed c",
                "retained removed", "c away 4294967295", "c here 4294967295",
                "c away 4294967295", "ended c",
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
        #expect(
            words(bench) == [
                "c here 100", "ended c", "d here 100", "d away 100", "d here 0", "ended d",
            ])
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
        #expect(
            words(bench) == ["c here 100", "subscribed c", "1 owed c 1", "1 finished"])
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

    @Test func `an operation is small, for every PUBLISH to a kept session makes some`() {
        #expect(MemoryLayout<JournalOperation>.stride <= 40)
        #expect(MemoryLayout<SessionRecord>.stride > 3 * MemoryLayout<JournalOperation>.stride)
    }
}
