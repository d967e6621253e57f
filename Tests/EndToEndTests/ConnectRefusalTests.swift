import BrokerCore
import Foundation
import MQTTProbe
import StockPeers
import Testing

/// A CONNECT that is refused, and what is none, is one line with the fault's name.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `A CONNECT that fails is one line` {
    private static let connect: [UInt8] = [0x10, 14, 0, 4] + Array("MQTT".utf8)

    @Test(arguments: [
        (connect + [9, 2, 0, 60, 0, 2, 0x69, 0x64], "asks for protocol level 9", "[MQTT-003]"),
        ([0x10, 12, 0, 4] + Array("MQTT".utf8) + [4, 0, 0, 60, 0, 0], "(-i)", "[MQTT-004]"),
        ([0x10, 9, 0, 4] + Array("mqtt".utf8) + [4, 2, 0], "malformed CONNECT", "[MQTT-008]"),
        (Array("GET / HTTP/1.1\r\n\r\n".utf8), "it speaks plain HTTP", "[NET-006]"),
        (Array("PROXY TCP4 10.0.0.1 10.0.0.2 5 1883\r\n".utf8), "send-proxy", "[NET-005]"),
        ([0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A], "proxy_protocol", "[NET-005]"),
        ([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3], "a TLS client must connect to", "[TLS-028]"),
        (Array("SSH-2.0-OpenSSH_9\r\n".utf8), "it speaks SSH", "[NET-006]"),
        ([0x00, 0x01, 0xE1, 0xFF], "is no CONNECT", "[NET-006]"),
    ])
    func `on a plain port`(bytes: [UInt8], words: String, id: String) async throws {
        let broker = try RunningBroker()
        let peer = try await RawPeer(port: broker.port())
        await peer.send(bytes)
        _ = try await peer.bytesToEnd()
        #expect(try await broker.events.isSentAway(id == "[MQTT-004]" ? "" : nil))
        let log = try broker.finalLog()
        let lines = log.split(separator: "\n").filter { $0.hasPrefix("Client ") }
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        #expect(line.contains(" [127.0.0.1:") && line.contains(words) && line.hasSuffix(" \(id)"))
    }

    @Test(arguments: [
        ("\n", "\\x0a"), ("\r", "\\x0d"), ("\u{85}", "\\x85"), ("\u{2028}", "\\u{2028}"),
    ])
    func `a client identifier begins no other line of the log`(
        end: String, escape: String
    ) async throws {
        let broker = try RunningBroker()
        let forged = "1700000000: Client admin [127.0.0.1:1] disconnected."
        let name = Array("evil\(end)\(forged)".utf8)
        let peer = try await RawPeer(port: broker.port())
        let body = [0, 4] + Array("MQTT".utf8) + [4, 2, 0, 60, 0, UInt8(name.count)] + name
        await peer.send([0x10, UInt8(body.count)] + body + [0xE0, 0])
        _ = try await peer.bytesToEnd()
        let lines = try broker.finalLog().split { $0.isNewline }
            .filter { $0.contains("admin") && $0.contains("New client") }
        #expect(lines.count == 1)
        #expect(lines.first?.contains(" as evil\(escape)\(forged) (p2") == true)
        let others = try broker.finalLog().split { $0.isNewline }
            .filter { $0.contains("admin") && !$0.contains("evil\(escape)") }
        #expect(others.isEmpty)
    }

    @Test func `when the certificate has no common name to be the user`() async throws {
        let lab = try await LabCertificates()
        var listener = lab.listener
        listener.tls?.userNameFromCertificate = .commonName
        listener.isAnonymousAllowed = false
        let broker = try RunningBroker([listener])
        let run = try await broker.run(
            "mosquitto_pub",
            [
                "--cafile", lab.path("ca.crt"), "--cert", lab.path("client.crt"), "--key",
                lab.path("client.key"), "--insecure", "-i", "p", "-t", "t", "-m", "x",
            ])
        #expect(run.exitCode != 0)
        let log = try broker.finalLog()
        let line = try #require(log.split(separator: "\n").first { $0.hasPrefix("Client p [") })
        #expect(line.contains("has no common name to be the user name"))
        #expect(line.hasSuffix("issue one with a common name [TLS-033]"))
    }

    @Test func `names a client of a keep alive that is too long`() async throws {
        var limits = Limits()
        limits.keepAliveSecondsMax = 60
        let broker = try RunningBroker(limits: limits)
        _ = try await broker.run("mosquitto_pub", ["-i", "p", "-k", "90", "-t", "t", "-m", "x"])
        let log = try broker.finalLog()
        #expect(
            log.contains(
                "keep alive 90 s is above max_keepalive 60 s; ask for less (-k) [MQTT-006]"))
    }
}
