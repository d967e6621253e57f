import FaultCatalogue
import Foundation
import StockPeers
import TLSDoctor
import Testing

/// What is on the way, or in the broker's place.
@Suite struct LiveNetworkTests {
    private func first(
        _ target: LiveTarget, lookup: HostLookup = .system
    ) async throws -> Finding {
        let report = await LiveDoctor.examine(
            target, now: Int64(Date().timeIntervalSince1970), lookup: lookup)
        #expect(report.faults.count == 1, "\(report.summary)")
        return try #require(report.faults.first, "\(report.text)")
    }

    private func secure(_ port: Int) async throws -> (LiveTarget, Workbench) {
        let bench = try Workbench()
        try await bench.authority()
        try await bench.issueServer()
        try await bench.issueClient()
        var target = LiveTarget(host: "localhost", port: port)
        target.files = bench.client
        return (target, bench)
    }

    @Test func `a name without address is the network's fault`() async throws {
        let found = try await first(LiveTarget(host: "no-such-broker.invalid"))
        #expect(found.id == .hostUnknown && found.culprit == .network)
        #expect(found.cure.contains("getent hosts no-such-broker.invalid"))
    }

    @Test func `a port where nobody listens is the broker's`() async throws {
        let port = try await FreePort.find()
        let found = try await first(LiveTarget(host: "127.0.0.1", port: port))
        #expect(found.id == .nobodyListens && found.culprit == .broker)
        #expect(found.cure.contains("ss -ltn"))
    }

    @Test func `a web server answers, to a plain client and to one with TLS`() async throws {
        let answer = "HTTP/1.1 407 Proxy Authentication Required\r\nVia: proxy\r\n\r\n"
        let server = try await AnsweringServer(.answering(Array(answer.utf8)))
        let plain = try await first(LiveTarget(host: "127.0.0.1", port: server.port))
        #expect(plain.id == .somethingBetween && plain.culprit == .network)
        #expect(plain.what.contains("407") && plain.cure.contains("proxies"))
        let (target, bench) = try await secure(server.port)
        let found = try await first(target)
        #expect(found.id == .somethingBetween)
        withExtendedLifetime(bench) {}
    }

    @Test func `another service answers`() async throws {
        let server = try await AnsweringServer(.answering(Array("220 mail ESMTP\r\n".utf8)))
        let found = try await first(LiveTarget(host: "127.0.0.1", port: server.port))
        #expect(found.id == .notMQTT && found.culprit == .client)
        #expect(found.what.contains("220 mail ESMTP") && found.cure.contains("1883"))
    }

    @Test func `something that says nothing is told from something that closes`() async throws {
        let silent = try await AnsweringServer(.silent)
        var target = LiveTarget(host: "127.0.0.1", port: silent.port)
        target.patience = .milliseconds(200)
        let found = try await first(target)
        #expect(found.id == .noAnswer && found.culprit == .network)
        let closing = try await AnsweringServer(.closing)
        let plain = try await first(LiveTarget(host: "127.0.0.1", port: closing.port))
        #expect(plain.id == .somethingBetween)
        let (other, bench) = try await secure(closing.port)
        let secure = try await first(other)
        #expect(secure.id == .closedDuringHandshake && secure.culprit == .network)
        withExtendedLifetime(bench) {}
    }

    @Test func `TLS to the plain port, and plain MQTT to the TLS port`() async throws {
        let plain = try await StockBroker()
        let (target, bench) = try await secure(plain.port)
        let found = try await first(target)
        #expect(found.id == .wrongPort && found.culprit == .client)
        #expect(found.what.contains("without TLS"))
        let broker = try await StockBroker(settings: bench.mutualTLS)
        let other = try await first(
            try #require(LiveTarget(place: "mqtt://127.0.0.1:\(broker.port)")))
        #expect(other.id == .wrongPort && other.culprit == .client)
        #expect(other.cure.contains("--cafile"))
    }

    @Test func `a name that leads to a second, wrong broker is found out`() async throws {
        let port = try await FreePort.find()
        let (target, bench) = try await secure(port)
        try await bench.authority("other", subject: "/O=Other/CN=Other CA")
        try await bench.issue("impostor", by: "other", Workbench.serverExtensions)
        let broker = try await StockBroker(
            settings: bench.mutualTLS + [
                "listener \(port) 127.0.0.2", "cafile \(bench.path("other.crt"))",
                "certfile \(bench.path("impostor.crt"))", "keyfile \(bench.path("impostor.key"))",
            ], port: port)
        let found = try await first(target, lookup: HostLookup { _ in ["127.0.0.1", "127.0.0.2"] })
        #expect(found.id == .hostElsewhere && found.culprit == .network)
        #expect(found.what.contains("127.0.0.2") && found.cure.contains("getent ahosts"))
        await broker.stop()
    }

    @Test func `an address that belongs to somebody else is found out`() async throws {
        let bench = try Workbench()
        try await bench.authority()
        try await bench.authority("other", subject: "/O=Other/CN=Other CA")
        try await bench.issue(
            "server", by: "other",
            Workbench.leafExtensions
                + "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:elsewhere.example")
        let broker = try await StockBroker(settings: [
            "certfile \(bench.path("server.crt"))", "keyfile \(bench.path("server.key"))",
            "allow_anonymous true",
        ])
        var target = LiveTarget(host: "localhost", port: broker.port)
        target.files.authorities = bench.path("ca.crt")
        let report = await LiveDoctor.examine(target, now: bench.now)
        #expect(report.faults.first?.id == .hostElsewhere, "\(report.summary)")
        #expect(report.faults.first?.what.contains("neither names localhost") == true)
    }
}
