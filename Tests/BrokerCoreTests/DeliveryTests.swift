import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct DeliveryTests {
    @Test(
        arguments: [QoS.atMostOnce, .atLeastOnce, .exactlyOnce],
        [QoS.atMostOnce, .atLeastOnce, .exactlyOnce])
    func `a message arrives with the lesser QoS [MQTT-3.8.4-8]`(sent: QoS, wanted: QoS) throws {
        let bench = ShardBench()
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "a", wanted)
        let publisher = try bench.join("p")
        bench.publish(publisher, "a", [1], sent, packetID: 300)
        let qos = min(sent, wanted)
        #expect(
            try bench.take(from: subscriber) == [
                .publish(
                    Publish(
                        topic: "a", payload: [1], qos: qos,
                        packetID: qos == .atMostOnce ? nil : PacketID(1)))
            ])
    }

    @Test func `QoS 2 goes through its four packets [MQTT-4.3.3-1]`() throws {
        let bench = ShardBench()
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "a", .exactlyOnce)
        let publisher = try bench.join("p")
        bench.publish(publisher, "a", [1], .exactlyOnce, packetID: 5)
        #expect(try bench.take(from: publisher) == [.pubrec(try ack(5))])
        try bench.acknowledge(publisher, Packet.pubrel, 5)
        #expect(try bench.take(from: publisher) == [.pubcomp(try ack(5))])
        #expect(try bench.payloads(from: subscriber) == [[1]])
        try bench.acknowledge(subscriber, Packet.pubrec, 1)
        #expect(try bench.take(from: subscriber) == [.pubrel(try ack(1))])
        try bench.acknowledge(subscriber, Packet.pubcomp, 1)
        #expect(try bench.take(from: subscriber) == [])
    }

    @Test func `a repeated QoS 2 publish is delivered once [MQTT-4.3.3-10]`() throws {
        let bench = ShardBench()
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "a")
        let publisher = try bench.join("p")
        for repetition in 0..<10 {
            bench.publish(
                publisher, "a", [1], .exactlyOnce, packetID: 5, isDuplicate: repetition > 0)
        }
        #expect(
            try bench.take(from: publisher)
                == Array(repeating: .pubrec(try ack(5)), count: 10))
        #expect(try bench.payloads(from: subscriber) == [[1]])
        try bench.acknowledge(publisher, Packet.pubrel, 5)
        bench.publish(publisher, "a", [2], .exactlyOnce, packetID: 5)
        #expect(try bench.payloads(from: subscriber) == [[2]])
    }

    @Test func `a QoS 2 identifier is remembered over a reconnection`() throws {
        let bench = ShardBench()
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "a")
        let publisher = try bench.join("p", isClean: false)
        bench.publish(publisher, "a", [1], .exactlyOnce, packetID: 5)
        bench.lose(publisher)
        let again = try bench.join("p", isClean: false)
        bench.publish(again, "a", [1], .exactlyOnce, packetID: 5, isDuplicate: true)
        #expect(try bench.take(from: again) == [.pubrec(try ack(5))])
        #expect(try bench.payloads(from: subscriber) == [[1]])
    }

    @Test func `unknown identifiers are answered with 0x92 in v5 only [MQTT-4.3.3-7]`() throws {
        let bench = ShardBench()
        let new = try bench.join("a", .v5)
        try bench.acknowledge(new, Packet.pubrel, 9, version: .v5)
        try bench.acknowledge(new, Packet.pubrec, 9, version: .v5)
        #expect(
            bench.takeBytes(from: new) == [0x70, 3, 0, 9, 0x92, 0x62, 3, 0, 9, 0x92])
        let old = try bench.join("b")
        try bench.acknowledge(old, Packet.pubrel, 9)
        try bench.acknowledge(old, Packet.pubrec, 9)
        #expect(bench.takeBytes(from: old) == [0x70, 2, 0, 9, 0x62, 2, 0, 9])
        try bench.acknowledge(old, Packet.puback, 9)
        try bench.acknowledge(old, Packet.pubcomp, 9)
        #expect(bench.takeBytes(from: old) == [])
        #expect(bench.closed == [])
    }

    @Test func `nobody wants it is told to v5 publishers`() throws {
        let bench = ShardBench()
        let new = try bench.join("a", .v5)
        bench.publish(new, "x", [1], .atLeastOnce, packetID: 4, version: .v5)
        #expect(bench.takeBytes(from: new) == [0x40, 3, 0, 4, 0x10])
        let old = try bench.join("b")
        bench.publish(old, "x", [1], .atLeastOnce, packetID: 4)
        #expect(bench.takeBytes(from: old) == [0x40, 2, 0, 4])
    }

    /// Subscriber with one message in each stage, gone again.
    private func owing(_ bench: ShardBench) throws {
        let subscriber = try bench.join("s", isClean: false)
        try bench.subscribe(subscriber, "#", .exactlyOnce)
        let publisher = try bench.join("p")
        bench.publish(publisher, "a", [1], .atLeastOnce, packetID: 1)
        bench.publish(publisher, "b", [2], .exactlyOnce, packetID: 2)
        bench.publish(publisher, "c", [3], .exactlyOnce, packetID: 3)
        try bench.acknowledge(subscriber, Packet.pubrec, 2)
        bench.lose(subscriber)
        bench.publish(publisher, "d", [4], .atLeastOnce, packetID: 4)
        bench.publish(publisher, "e", [5], .atMostOnce)
    }

    @Test func `what was not settled is sent again with its identifier [MQTT-4.4.0-1]`() throws {
        let bench = ShardBench()
        try owing(bench)
        let subscriber = bench.connect(
            Connect(version: .v311, clientID: "s", cleanStart: false))
        #expect(
            try bench.take(from: subscriber) == [
                .connack(ConnAck(isSessionPresent: true)),
                .publish(
                    Publish(
                        topic: "a", payload: [1], qos: .atLeastOnce, isDuplicate: true,
                        packetID: PacketID(1))),
                .pubrel(try ack(2)),
                .publish(
                    Publish(
                        topic: "c", payload: [3], qos: .exactlyOnce, isDuplicate: true,
                        packetID: PacketID(3))),
                .publish(
                    Publish(
                        topic: "d", payload: [4], qos: .atLeastOnce, packetID: PacketID(4))),
            ])
    }

    @Test func `a resumed session honours a smaller Receive Maximum [MQTT-3.3.4-9]`() throws {
        let bench = ShardBench()
        let properties: Properties = [.sessionExpiryInterval(100)]
        let subscriber = try bench.join("s", .v5, isClean: false, properties: properties)
        try bench.subscribe(subscriber, "a", .atLeastOnce, version: .v5)
        let publisher = try bench.join("p")
        for number in UInt8(1)...5 {
            bench.publish(publisher, "a", [number], .atLeastOnce, packetID: UInt16(number))
        }
        bench.lose(subscriber)
        let again = bench.connect(
            Connect(
                version: .v5, clientID: "s", cleanStart: false,
                properties: [.sessionExpiryInterval(100), .receiveMaximum(2)]))
        bench.publish(publisher, "a", [6], .atLeastOnce, packetID: 6)
        var sent = try bench.publishes(from: again, version: .v5)
        for number in UInt8(1)...6 {
            let next = try #require(sent.first)
            #expect(next.payload == [number])
            #expect(next.isDuplicate == (number < 6))
            #expect(sent.count == (number < 6 ? 2 : 1))
            try bench.acknowledge(again, Packet.puback, UInt16(number), version: .v5)
            sent.removeFirst()
            sent += try bench.publishes(from: again, version: .v5)
        }
        #expect(sent == [])
    }

    @Test func `the client's Receive Maximum is respected [MQTT-3.3.4-9]`() throws {
        let bench = ShardBench()
        let subscriber = try bench.join("s", .v5, properties: [.receiveMaximum(3)])
        try bench.subscribe(subscriber, "a", .atLeastOnce, version: .v5)
        let publisher = try bench.join("p")
        for number in UInt8(1)...5 {
            bench.publish(publisher, "a", [number], .atLeastOnce, packetID: UInt16(number))
        }
        #expect(try bench.payloads(from: subscriber, version: .v5) == [[1], [2], [3]])
        try bench.acknowledge(subscriber, Packet.puback, 2, version: .v5)
        #expect(try bench.payloads(from: subscriber, version: .v5) == [[4]])
    }

    @Test func `the client's Maximum Packet Size is respected [MQTT-3.1.2-24]`() throws {
        let bench = ShardBench()
        let subscriber = try bench.join("s", .v5, properties: [.maximumPacketSize(50)])
        try bench.subscribe(subscriber, "a", .exactlyOnce, version: .v5)
        let publisher = try bench.join("p")
        // Fixed header 2, topic 3, identifier 2, properties 1.
        for (packetID, length) in [(UInt16(1), 43), (2, 42), (3, 100)] {
            bench.publish(
                publisher, "a", Array(repeating: 7, count: length), .atLeastOnce,
                packetID: packetID)
        }
        #expect(
            try bench.payloads(from: subscriber, version: .v5)
                == [Array(repeating: 7, count: 42)])
        #expect(try bench.take(from: publisher).count == 3)
    }

    @Test func `expiry counts down while a message waits [MQTT-3.3.2-6]`() throws {
        let bench = ShardBench()
        let properties: Properties = [.sessionExpiryInterval(100)]
        bench.lose(
            try {
                let client = try bench.join("s", .v5, isClean: false, properties: properties)
                try bench.subscribe(client, "a", .atLeastOnce, version: .v5)
                return client
            }())
        let publisher = try bench.join("p", .v5)
        for (packetID, seconds) in [(UInt16(1), UInt32(10)), (2, 30)] {
            bench.publish(
                publisher, "a", [1], .atLeastOnce, packetID: packetID, version: .v5,
                properties: [.messageExpiryInterval(seconds)])
        }
        bench.advance(seconds: 10)
        let again = bench.connect(
            Connect(version: .v5, clientID: "s", cleanStart: false, properties: properties))
        let sent = try bench.publishes(from: again, version: .v5)
        #expect(sent.map(\.properties) == [[.messageExpiryInterval(20)]])
    }

    @Test func `a v3 frame whose length is padded reaches others in short form`() throws {
        let bench = ShardBench()
        let subscriber = try bench.join("s")
        try bench.subscribe(subscriber, "a")
        let publisher = try bench.join("p")
        bench.send([0x30, 0x85, 0x80, 0, 0, 1, 0x61, 8, 9], from: publisher)
        #expect(bench.takeBytes(from: subscriber) == [0x30, 5, 0, 1, 0x61, 8, 9])
    }

    @Test func `properties reach v5 subscribers and stay away from older ones`() throws {
        let bench = ShardBench()
        let new = try bench.join("n", .v5)
        try bench.subscribe(new, "a", version: .v5)
        let old = try bench.join("o")
        try bench.subscribe(old, "a")
        let publisher = try bench.join("p", .v5)
        let properties: Properties = [
            .contentType("x"), .userProperty(UserProperty("a", "b")), .correlationData([1]),
        ]
        bench.publish(publisher, "a", version: .v5, properties: properties)
        #expect(try bench.publishes(from: new, version: .v5).map(\.properties) == [properties])
        #expect(bench.takeBytes(from: old) == [0x30, 4, 0, 1, 0x61, 1])
    }
}
