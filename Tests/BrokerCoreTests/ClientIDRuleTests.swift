import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct ClientIDRuleTests {
    private func bench(_ rule: ClientIDRule, shardCount: Int = 1) -> ShardBench {
        var settings = BrokerSettings.loopbackOnly()
        settings.listeners[0].clientIDRule = rule
        return ShardBench(shardCount: shardCount, settings: settings)
    }

    private func connect(
        _ bench: ShardBench, _ clientID: String, _ userName: String?,
        _ version: ProtocolVersion = .v5, on shard: Int = 0
    ) -> ShardBench.Client {
        let client = bench.open(on: shard)
        bench.send(
            .connect(Connect(version: version, clientID: clientID, userName: userName)),
            version: version, from: client)
        return client
    }

    private func connAck(_ bench: ShardBench, _ client: ShardBench.Client) throws -> ConnAck? {
        guard case .connack(let packet) = try bench.take(from: client, version: .v5).first else {
            return nil
        }
        return packet
    }

    @Test(arguments: ["sensor-1", "sensor-1-a", "sensor-1/a", "sensor-1.2", "sensor-1:"])
    func `an identifier that begins with the user name is the user's`(clientID: String) throws {
        let bench = bench(.boundToUserName)
        let client = connect(bench, clientID, "sensor-1")
        #expect(try connAck(bench, client)?.reasonCode == .success)
    }

    @Test(arguments: ["sensor-10", "sensor-1a", "sensor-1é", "sensor-", "other", "SENSOR-1"])
    func `another identifier is refused`(clientID: String) throws {
        let bench = bench(.boundToUserName)
        let client = connect(bench, clientID, "sensor-1")
        #expect(try connAck(bench, client)?.reasonCode == .clientIdentifierNotValid)
        #expect(bench.isClosed(client))
        let old = connect(bench, clientID, "sensor-1", .v311)
        #expect(bench.takeBytes(from: old) == [0x20, 2, 0, 2])
    }

    @Test func `without a user name no identifier is bound, and the broker's own need not be`()
        throws
    {
        let bench = bench(.boundToUserName)
        let nameless = connect(bench, "c", nil)
        #expect(try connAck(bench, nameless)?.reasonCode == .clientIdentifierNotValid)
        let given = connect(bench, "", "u")
        #expect(try connAck(bench, given)?.reasonCode == .success)
    }

    @Test func `the user name stands in place of the identifier, on its home shard`() throws {
        let bench = bench(.userName, shardCount: 4)
        for name in (0..<12).map({ "user-\($0)" }) {
            let home = Shard.home(of: name, shardCount: 4)
            let client = connect(bench, "whatever", name, on: (home + 1) % 4)
            #expect(try connAck(bench, client)?.reasonCode == .success)
            #expect(bench.established(client)?.clientID == name)
            #expect(bench.established(client)?.userName == name)
            try bench.subscribe(client, name, version: .v5)
            bench.publish(client, name, [5], version: .v5)
            #expect(try bench.payloads(from: client, version: .v5) == [[5]])
        }
    }

    @Test func `a user name takes its own session over, whatever identifier is sent`() throws {
        let bench = bench(.userName, shardCount: 2)
        let first = connect(bench, "a", "u")
        let second = connect(bench, "b", "u", on: 1)
        #expect(bench.endReason(of: first) == .takenOver || bench.isClosed(first))
        #expect(bench.established(second)?.clientID == "u")
        #expect(bench.established(first) == nil)
    }

    @Test func `packets behind CONNECT go along to the user's home`() throws {
        let bench = bench(.userName, shardCount: 4)
        let home = Shard.home(of: "u", shardCount: 4)
        var bytes: [UInt8] = []
        Packet.connect(Connect(version: .v311, clientID: "x", userName: "u"))
            .encode(into: &bytes, version: .v311)
        bytes += [0xC0, 0]
        let client = bench.open(on: (home + 1) % 4)
        bench.send(bytes, from: client)
        #expect(bench.takeBytes(from: client) == [0x20, 2, 0, 0, 0xD0, 0])
    }

    @Test func `an empty identifier is replaced, and MQTT 5 is told`() throws {
        let bench = bench(.userName)
        let client = connect(bench, "", "u")
        #expect(try connAck(bench, client)?.properties.assignedClientIdentifier == "u")
    }

    @Test func `without a user name there is nothing to put in place`() throws {
        let bench = bench(.userName)
        let client = connect(bench, "c", nil)
        #expect(try connAck(bench, client)?.reasonCode == .notAuthorized)
        let old = connect(bench, "c", nil, .v311)
        #expect(bench.takeBytes(from: old) == [0x20, 2, 0, 5])
    }
}
