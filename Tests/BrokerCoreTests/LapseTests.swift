import BrokerCore
import MQTTPackets
import MQTTProbe
import Testing

@Suite struct LapseTests {
    static let all: [(Lapse, ReasonCode)] = [
        (.certificateRevoked, .administrativeAction), (.certificateExpired, .administrativeAction),
        (.certificateNotTrusted, .administrativeAction), (.userUnknown, .notAuthorized),
        (.passwordChanged, .notAuthorized), (.anonymousNotAllowed, .notAuthorized),
    ]

    @Test(arguments: LapseTests.all)
    func `a client that may not stay is told why, and closed`(
        lapse: Lapse, reasonCode: ReasonCode
    ) throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5, properties: [.requestProblemInformation(true)])
        bench.lapse(client, lapse)
        guard case .disconnect(let packet) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no DISCONNECT")
            return
        }
        #expect(packet.reasonCode == reasonCode)
        let text = try #require(packet.properties.reasonString)
        #expect(text.contains("; ") && text.hasSuffix("."))
        #expect(bench.isClosed(client))
        #expect(bench.endReason(of: client) == .lapsed(lapse))
    }

    @Test func `who asked for no reasons gets the code alone`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", .v5, properties: [.requestProblemInformation(false)])
        bench.lapse(client, .certificateRevoked)
        guard case .disconnect(let packet) = try bench.take(from: client, version: .v5).first else {
            Issue.record("no DISCONNECT")
            return
        }
        #expect(packet.reasonCode == .administrativeAction)
        #expect(packet.properties.reasonString == nil)
    }

    @Test func `an older client is closed without a packet, and its will is published`() throws {
        let bench = ShardBench()
        let watcher = try bench.join("watcher")
        try bench.subscribe(watcher, "w")
        let client = try bench.join("c", .v311, will: Will(topic: "w", payload: [7]))
        bench.lapse(client, .userUnknown)
        #expect(try bench.take(from: client).isEmpty)
        #expect(bench.isClosed(client) && !bench.isClosed(watcher))
        #expect(try bench.payloads(from: watcher) == [[7]])
    }

    @Test func `a kept session waits for its client to be entitled again`() throws {
        let bench = ShardBench()
        let client = try bench.join("c", isClean: false)
        try bench.subscribe(client, "t", .atLeastOnce)
        bench.lapse(client, .certificateRevoked)
        let other = try bench.join("other")
        bench.publish(other, "t", [3], .atLeastOnce)
        let again = bench.connect(Connect(version: .v311, clientID: "c", cleanStart: false))
        #expect(try bench.payloads(from: again) == [[3]])
    }

    @Test func `a shard knows who is connected, and by which method`() throws {
        let bench = ShardBench()
        bench.verdict = { _ in .accepted(userName: "u") }
        let client = try bench.join("c", .v5, properties: [.authenticationMethod("M")])
        let known = try #require(bench.established(client))
        #expect(known.clientID == "c" && known.userName == "u" && known.method == "M")
        bench.lapse(client, .userUnknown)
        #expect(bench.established(client) == nil)
        #expect(bench.established(bench.open()) == nil)
    }

    @Test(arguments: [
        (
            AuthenticationVerdict.lapsed(.certificateRevoked),
            RefusalReason.lapsed(.certificateRevoked)
        ),
        (.certificateInUse(clientID: "other"), .certificateInUse(clientID: "other")),
    ])
    func `a CONNECT is refused with a reason in words`(
        verdict: AuthenticationVerdict, reason: RefusalReason
    ) throws {
        let bench = ShardBench()
        bench.verdict = { _ in verdict }
        for (version, code) in [(ProtocolVersion.v5, UInt8(0x87)), (.v311, 5)] {
            let client = bench.connect(
                Connect(
                    version: version, clientID: "c",
                    properties: version == .v5 ? [.requestProblemInformation(true)] : []))
            let bytes = bench.takeBytes(from: client)
            #expect(bytes[0] == 0x20 && bytes[3] == code)
            #expect((bytes.count > 10) == (version == .v5))
            #expect(bench.isClosed(client))
        }
        let refusals = bench.events.compactMap { event -> RefusalReason? in
            if case .refused(_, _, let reason) = event { reason } else { nil }
        }
        #expect(refusals == [reason, reason])
    }
}
