import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

private let connect = Connect(
    version: .v5, clientID: "c", properties: [.authenticationMethod("M")])

private func auth(
    _ reasonCode: ReasonCode, _ data: [UInt8]? = nil, method: String? = "M"
) -> Packet {
    var properties = Properties()
    properties.authenticationMethod = method
    properties.authenticationData = data
    return .auth(Auth(reasonCode: reasonCode, properties: properties))
}

@Suite struct ReauthenticationTests {
    let bench = ShardBench()
    let client: ShardBench.Client

    init() throws {
        bench.verdict = { request in
            request.exchange?.data == nil
                ? .accepted(userName: "ann") : .continued(data: [2])
        }
        bench.step = { $0 == [3] ? .accepted(userName: "ann", data: [4]) : .notAuthorized }
        client = bench.connect(connect)
        _ = try bench.take(from: client, version: .v5)
    }

    @Test func `AUTH 0x19 begins it, AUTH 0x00 ends it, and it can be repeated [MQTT-4.12.1-1]`()
        throws
    {
        for _ in 0..<2 {
            bench.send(auth(.reauthenticate, [1]), version: .v5, from: client)
            #expect(
                try bench.take(from: client, version: .v5) == [
                    auth(.continueAuthentication, [2])
                ])
            bench.send(auth(.continueAuthentication, [3]), version: .v5, from: client)
            #expect(try bench.take(from: client, version: .v5) == [auth(.success, [4])])
        }
        #expect(!bench.isClosed(client))
    }

    @Test func `other packets go on meanwhile`() throws {
        bench.send(auth(.reauthenticate, [1]), version: .v5, from: client)
        _ = try bench.take(from: client, version: .v5)
        bench.send(.pingreq, version: .v5, from: client)
        try bench.subscribe(client, "t", version: .v5)
        bench.publish(client, "t", version: .v5)
        #expect(try bench.payloads(from: client, version: .v5) == [[1]])
        bench.send(auth(.continueAuthentication, [3]), version: .v5, from: client)
        #expect(try bench.take(from: client, version: .v5) == [auth(.success, [4])])
    }

    @Test func `a failed one ends the connection, and the will is published [MQTT-4.12.1-2]`()
        throws
    {
        let watcher = try bench.join("w")
        try bench.subscribe(watcher, "will")
        var willing = connect
        willing.clientID = "d"
        willing.will = Will(topic: "will", payload: [7])
        let client = bench.connect(willing)
        _ = try bench.take(from: client, version: .v5)
        bench.send(auth(.reauthenticate, [1]), version: .v5, from: client)
        _ = try bench.take(from: client, version: .v5)
        bench.send(auth(.continueAuthentication, [9]), version: .v5, from: client)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x87])
        #expect(bench.isClosed(client))
        #expect(bench.endReason(of: client) == .reauthenticationFailed)
        #expect(try bench.payloads(from: watcher) == [[7]])
    }

    @Test func `another user's proof is refused: the session is not his [MQTT-4.12.1-2]`() throws {
        bench.step = { _ in .accepted(userName: "bob", data: [4]) }
        bench.send(auth(.reauthenticate, [1]), version: .v5, from: client)
        _ = try bench.take(from: client, version: .v5)
        bench.send(auth(.continueAuthentication, [3]), version: .v5, from: client)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x87])
        #expect(bench.endReason(of: client) == .reauthenticatedAsAnother(userName: "bob"))
    }

    @Test(arguments: [
        (auth(.reauthenticate, [1], method: "N"), Optional("N")),
        (auth(.reauthenticate, [1], method: nil), nil),
    ])
    func `another method than at CONNECT is a protocol error [MQTT-4.12.0-5]`(
        packet: Packet, method: String?
    ) throws {
        bench.send(packet, version: .v5, from: client)
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x82])
        #expect(
            bench.endReason(of: client)
                == .authenticationBroken(.otherMethod(method, agreed: "M")))
    }

    @Test(arguments: [
        [auth(.continueAuthentication, [3])], [auth(.success)],
        [auth(.reauthenticate, [1]), auth(.reauthenticate, [1])],
        [auth(.reauthenticate, [1]), auth(.success, [3])],
    ])
    func `AUTH that is not due is a protocol error [MQTT-4.12.1-1]`(packets: [Packet]) throws {
        for packet in packets {
            _ = try bench.take(from: client, version: .v5)
            bench.send(packet, version: .v5, from: client)
        }
        #expect(bench.takeBytes(from: client) == [0xE0, 1, 0x82])
        #expect(bench.isClosed(client))
    }

    @Test func `two AUTH in one piece: the second came before it was asked for`() throws {
        var bytes: [UInt8] = []
        auth(.reauthenticate, [1]).encode(into: &bytes, version: .v5)
        auth(.continueAuthentication, [3]).encode(into: &bytes, version: .v5)
        bench.send(bytes, from: client)
        #expect(try bench.take(from: client, version: .v5).last?.type == .disconnect)
        #expect(bench.isClosed(client))
    }

    @Test func `a client that leaves meanwhile leaves nothing behind`() throws {
        var bytes: [UInt8] = []
        auth(.reauthenticate, [1]).encode(into: &bytes, version: .v5)
        bench.send(bytes + [0xE0, 0], from: client)
        #expect(bench.isClosed(client))
        #expect(bench.endReason(of: client) == .disconnected)
        let again = bench.connect(connect)
        #expect(try bench.take(from: again, version: .v5).first?.type == .connack)
    }
}
