import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

/// Clients before MQTT 5 whose own queue is full while they wait for a full queue.
@Suite struct WaitingPublishTests {
    /// A connected 3.1.1 client that subscribed so, and what it must answer.
    private func member(
        _ bench: ShardBench, _ clientID: String, _ filter: String
    ) throws -> ShardBench.Client {
        let client = try bench.join(clientID)
        try bench.subscribe(client, filter, .exactlyOnce)
        _ = try bench.take(from: client)
        return client
    }

    private func tightBench(_ change: (inout Limits) -> Void = { _ in }) -> ShardBench {
        ShardBench {
            $0.queuedMessagesMax = 2
            $0.inflightMessagesMax = 1
            change(&$0)
        }
    }

    /// Reads and answers until nothing comes any more; the payloads of messages, each counted once.
    private func serve(
        _ bench: ShardBench, _ clients: [ShardBench.Client]
    ) throws -> (payloads: [[UInt8]], acknowledged: [[UInt16]]) {
        var payloads: [[UInt8]] = clients.map { _ in [] }
        var acknowledged: [[UInt16]] = clients.map { _ in [] }
        var isBusy = true
        while isBusy {
            isBusy = false
            for (place, client) in clients.enumerated() {
                for packet in try bench.take(from: client) {
                    isBusy = true
                    switch packet {
                    case .publish(let publish):
                        payloads[place] += publish.payload
                        guard let packetID = publish.packetID?.rawValue else { continue }
                        try bench.acknowledge(
                            client, { publish.qos == .atLeastOnce ? .puback($0) : .pubrec($0) },
                            packetID)
                    case .pubrel(let body):
                        try bench.acknowledge(
                            client, { .pubcomp($0) }, body.packetID.rawValue)
                    case .pubrec(let body):
                        try bench.acknowledge(client, { .pubrel($0) }, body.packetID.rawValue)
                    case .puback(let body), .pubcomp(let body):
                        acknowledged[place].append(body.packetID.rawValue)
                    default: break
                    }
                }
            }
        }
        return (payloads, acknowledged)
    }

    @Test(arguments: [QoS.atLeastOnce, .exactlyOnce])
    func `two clients that fill each other's queues go on by their acknowledgements`(
        qos: QoS
    ) throws {
        let bench = tightBench()
        let clients = [try member(bench, "a", "to/a"), try member(bench, "b", "to/b")]
        for packetID in UInt16(1)...10 {
            bench.publish(clients[0], "to/b", [UInt8(packetID)], qos, packetID: packetID)
            bench.publish(clients[1], "to/a", [UInt8(packetID)], qos, packetID: packetID)
        }
        let (payloads, acknowledged) = try serve(bench, clients)
        #expect(payloads == [Array(1...10), Array(1...10)])
        #expect(acknowledged == [Array(1...10), Array(1...10)])
        #expect(bench.closed == [])
    }

    @Test(arguments: [QoS.atLeastOnce, .exactlyOnce])
    func `a client that fills its own queue goes on by its acknowledgements`(qos: QoS) throws {
        let bench = tightBench()
        let client = try member(bench, "a", "a")
        for packetID in UInt16(1)...10 {
            bench.publish(client, "a", [UInt8(packetID)], qos, packetID: packetID)
        }
        let (payloads, acknowledged) = try serve(bench, [client])
        #expect(payloads == [Array(1...10)])
        #expect(acknowledged == [Array(1...10)])
    }

    @Test func `a client whose queue fills while it waits is read from again`() throws {
        let bench = tightBench()
        let first = try member(bench, "a", "to/a")
        let second = try member(bench, "b", "to/b")
        let third = try bench.join("c")
        // b does not answer; a waits for b, but has nothing to answer yet.
        for packetID in UInt16(1)...4 {
            bench.publish(first, "to/b", [UInt8(packetID)], .atLeastOnce, packetID: packetID)
        }
        #expect(bench.paused == [first])
        for packetID in UInt16(1)...3 {
            bench.publish(third, "to/a", [UInt8(packetID)], .atLeastOnce, packetID: packetID)
        }
        #expect(bench.paused == [])
        let (payloads, _) = try serve(bench, [first])
        #expect(payloads == [[1, 2, 3]])
        #expect(try serve(bench, [second]).payloads == [[1, 2, 3, 4]])
    }

    @Test func `no more messages are kept aside than Receive Maximum`() throws {
        let bench = tightBench { $0.receiveMaximum = 2 }
        let client = try member(bench, "a", "a")
        for packetID in UInt16(1)...5 {
            bench.publish(client, "a", [1], .atLeastOnce, packetID: packetID)
        }
        #expect(bench.paused == [], "three are taken, two kept aside")
        bench.publish(client, "a", [1], .atLeastOnce, packetID: 6)
        #expect(bench.paused == [client])
    }

    @Test func `no more bytes are kept aside than a packet may have`() throws {
        let bench = tightBench { $0.packetBytesMax = 200 }
        let client = try member(bench, "a", "a")
        let payload = [UInt8](repeating: 0, count: 90)
        for packetID in UInt16(1)...5 {
            bench.publish(client, "a", payload, .atLeastOnce, packetID: packetID)
        }
        #expect(bench.paused == [])
        bench.publish(client, "a", payload, .atLeastOnce, packetID: 6)
        #expect(bench.paused == [client])
    }

    @Test func `messages that are kept aside too long end the connection`() throws {
        let bench = tightBench()
        let client = try member(bench, "a", "a")
        for packetID in UInt16(1)...5 {
            bench.publish(client, "a", [1], .atLeastOnce, packetID: packetID)
        }
        bench.advance(seconds: 29)
        #expect(!bench.isClosed(client))
        bench.advance(seconds: 1)
        #expect(bench.endReason(of: client) == .queueStayedFull)
    }

    @Test func `DISCONNECT waits for the messages before it`() throws {
        let bench = tightBench()
        let client = try member(bench, "a", "to/a")
        let other = try member(bench, "b", "to/b")
        let third = try bench.join("c")
        for packetID in UInt16(1)...3 {
            bench.publish(third, "to/a", [1], .atLeastOnce, packetID: packetID)
        }
        for packetID in UInt16(1)...5 {
            bench.publish(client, "to/b", [UInt8(packetID)], .atLeastOnce, packetID: packetID)
        }
        bench.send(.disconnect(Disconnect()), from: client)
        #expect(!bench.isClosed(client))
        #expect(try serve(bench, [other]).payloads == [[1, 2, 3, 4, 5]])
        #expect(bench.isClosed(client))
    }

    @Test func `a malformed PUBLISH behind one that waits ends it, and nothing behind counts`()
        throws
    {
        let bench = tightBench()
        let client = try member(bench, "a", "to/a")
        for packetID in UInt16(1)...5 {
            bench.publish(client, "to/a", [1], .atLeastOnce, packetID: packetID)
        }
        _ = try bench.take(from: client)
        let wildcard = try HexText.bytes("32 06 00 01 '#' 00 09 01")
        let unsubscribe = try HexText.bytes("A2 08 00 07 00 04 'to/a'")
        bench.send(wildcard + unsubscribe, from: client)
        #expect(try bench.take(from: client) == [])
        #expect(bench.endReason(of: client) == .malformed(.malformed(.topicName)))
    }
}
