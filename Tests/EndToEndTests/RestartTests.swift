import BrokerCore
import BrokerRuntime
import Foundation
import MQTTPackets
import MQTTProbe
import StockPeers
import Testing

/// What one broker was told, a later one on the same file still knows.
@Suite(.timeLimit(.minutes(2))) struct `State over a restart` {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [(1, 1), (3, 3), (1, 3), (3, 1)])
    func `sessions, subscriptions, queued and retained messages survive the end of the broker`(
        shards: (Int, Int)
    ) async throws {
        let first = try broker(shardCount: shards.0)
        try await leaveEverything(on: first)
        #expect(first.stop())
        try await findEverything(on: try broker(shardCount: shards.1))
    }

    @Test(arguments: [1, 3])
    func `what was acknowledged survives a broker that never ended`(
        shardCount: Int
    ) async throws {
        let first = try broker(shardCount: shardCount)
        try await leaveEverything(on: first)
        try copyFiles()
        try await findEverything(on: try broker(shardCount: shardCount, in: "copy"))
        #expect(first.stop())
    }

    @Test(arguments: [1, 3])
    func `the will of a client whose broker was killed is published by the next [MQTT-3.1.2-8]`(
        shardCount: Int
    ) async throws {
        let first = try broker(shardCount: shardCount)
        let mourner = try await first.join(
            "mourner", cleanStart: false, properties: [.sessionExpiryInterval(.max)])
        try await subscribe(mourner, to: "will")
        await mourner.drop()
        try await first.ended("mourner")
        _ = try await first.join(
            "mortal", will: Will(topic: "will", payload: [7], qos: .atLeastOnce))
        try copyFiles()
        let second = try broker(shardCount: shardCount, in: "copy")
        let back = try await second.join(
            "mourner", cleanStart: false, properties: [.sessionExpiryInterval(.max)])
        let will = try await back.nextPublish()
        #expect(will.topic == "will" && will.payload == [7] && will.qos == .atLeastOnce)
    }

    @Test(arguments: [1, 3])
    func `wills that the broker's end publishes wait for kept sessions, once each`(
        shardCount: Int
    ) async throws {
        let first = try broker(shardCount: shardCount)
        let mourner = try await join(first, "mourner")
        try await subscribe(mourner, to: "will/+")
        await mourner.drop()
        try await first.ended("mourner")
        var mortals: [Probe] = []
        for number in UInt8(0)..<9 {
            mortals.append(
                try await first.join(
                    "mortal\(number)",
                    will: Will(topic: "will/\(number)", payload: [number], qos: .exactlyOnce)))
        }
        #expect(first.stop())
        mortals = []
        for _ in 0..<2 {
            let second = try broker(shardCount: shardCount)
            let back = try await join(second, "mourner")
            var payloads: [[UInt8]] = []
            for _ in 0..<9 { payloads.append(try await back.nextPublish().payload) }
            #expect(Set(payloads) == Set((UInt8(0)..<9).map { [$0] }))
            try await back.expectNothing()
            await back.drop()
            #expect(second.stop())
        }
    }

    @Test func `an exchange of QoS 2 goes on where the kill broke it off [MQTT-4.3.3-10]`()
        async throws
    {
        let first = try broker(shardCount: 1)
        let receiver = try await join(first, "receiver")
        try await subscribe(receiver, to: "t")
        let sender = try await join(first, "sender")
        let publish = Publish(
            topic: "t", payload: [1], qos: .exactlyOnce, packetID: try id(9))
        await sender.send(.publish(publish))
        try await sender.expect(.pubrec(try ack(9)))
        let delivered = try await receiver.nextPublish()
        try copyFiles()
        let second = try broker(shardCount: 1, in: "copy")
        let again = try await join(second, "sender")
        var duplicate = publish
        duplicate.isDuplicate = true
        await again.send(.publish(duplicate))
        try await again.expect(.pubrec(try ack(9)))
        await again.send(.pubrel(try ack(9)))
        try await again.expect(.pubcomp(try ack(9)))
        let back = try await join(second, "receiver")
        let resent = try await back.nextPublish()
        #expect(resent.isDuplicate && resent.packetID == delivered.packetID)
        #expect(resent.payload == [1])
        try await back.expectNothing()
    }

    @Test func `persistence false keeps nothing and makes no file`() async throws {
        let first = try broker(shardCount: 1, isEnabled: false)
        try await leaveEverything(on: first)
        #expect(first.stop())
        #expect(!FileManager.default.fileExists(atPath: folder.path("state/apus.db")))
        let second = try broker(shardCount: 1, isEnabled: false)
        let reader = try await join(second, "reader")
        #expect(reader.connAck?.isSessionPresent == false)
        try await subscribe(reader, to: "retained")
        try await reader.expectNothing()
    }

    @Test func `a second broker on the same file is refused`() throws {
        let first = try broker(shardCount: 1)
        do {
            _ = try broker(shardCount: 1)
            Issue.record("two brokers write one file")
        } catch let fault as BrokerFault {
            guard case .storage = fault else { throw fault }
            let line = StartText.lines(for: fault).joined()
            #expect(line.contains("apus.db"))
            #expect(line.contains("\(ProcessInfo.processInfo.processIdentifier)"))
        }
        #expect(first.stop())
    }

    // MARK: Steps

    /// A session that is away, with three messages that wait for it, and a retained message.
    private func leaveEverything(on broker: ProbedBroker) async throws {
        let reader = try await join(broker, "reader")
        try await subscribe(reader, to: "queue/+")
        await reader.drop()
        try await broker.ended("reader")
        let writer = try await broker.join("writer")
        for number in UInt8(1)...3 {
            let qos: QoS = number == 2 ? .exactlyOnce : .atLeastOnce
            await writer.send(
                .publish(
                    Publish(
                        topic: "queue/\(number)", payload: [number], qos: qos,
                        packetID: try id(UInt16(number)),
                        properties: [.userProperty(UserProperty("n", "v"))])))
            if qos == .atLeastOnce {
                try await writer.expect(.puback(try ack(UInt16(number))))
            } else {
                try await writer.expect(.pubrec(try ack(2)))
                await writer.send(.pubrel(try ack(2)))
                try await writer.expect(.pubcomp(try ack(2)))
            }
        }
        await writer.send(
            .publish(
                Publish(
                    topic: "retained", payload: [9], qos: .atLeastOnce, isRetained: true,
                    packetID: try id(4))))
        try await writer.expect(.puback(try ack(4, .noMatchingSubscribers)))
    }

    private func findEverything(on broker: ProbedBroker) async throws {
        let reader = try await join(broker, "reader")
        #expect(reader.connAck?.isSessionPresent == true)
        for number in UInt8(1)...3 {
            let publish = try await reader.nextPublish()
            #expect(publish.topic == "queue/\(number)" && publish.payload == [number])
            #expect(publish.qos == (number == 2 ? .exactlyOnce : .atLeastOnce))
            #expect(!publish.isDuplicate)
            #expect(publish.packetID == PacketID(UInt16(number)))
            #expect(
                publish.properties == [.userProperty(UserProperty("n", "v"))])
        }
        try await reader.expectNothing()
        // Its subscription is in force, whatever shard its publisher is on.
        let writer = try await broker.join("other")
        await writer.send(
            .publish(
                Publish(topic: "queue/x", payload: [4], qos: .atLeastOnce, packetID: try id(1))))
        try await writer.expect(.puback(try ack(1)))
        #expect(try await reader.nextPublish().payload == [4])
        try await subscribe(writer, to: "retained")
        let retained = try await writer.nextPublish()
        #expect(retained.payload == [9] && retained.isRetained)
    }

    private func join(_ broker: ProbedBroker, _ clientID: String) async throws -> Probe {
        try await broker.join(
            clientID, cleanStart: false, properties: [.sessionExpiryInterval(.max)])
    }

    private func subscribe(_ probe: Probe, to filter: String) async throws {
        await probe.send(
            .subscribe(
                Subscribe(
                    packetID: try id(100),
                    subscriptions: [
                        Subscription(filter, SubscriptionOptions(qos: .exactlyOnce))
                    ])))
        try await probe.expect(
            .suback(SubAck(packetID: try id(100), reasonCodes: [.grantedQoS2])))
    }

    private func broker(
        shardCount: Int, in name: String = "state", isEnabled: Bool = true
    ) throws -> ProbedBroker {
        let path = folder.path(name)
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        return try ProbedBroker(.tcp, shardCount: shardCount) { settings in
            settings.persistence = PersistenceSettings(isEnabled: isEnabled, location: path)
        }
    }

    /// What a disk holds when the power goes: the files of a broker that is at work.
    private func copyFiles() throws {
        try FileManager.default.copyItem(
            atPath: folder.path("state"), toPath: folder.path("copy"))
    }
}
