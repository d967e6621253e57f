import BrokerCore
import BrokerTransport
import Foundation
import Identity
import MQTTProbe
import StockPeers
import Testing

/// A broker whose revocation list can be renewed while it runs.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `A device that is revoked` {
    let made: MadeIdentities
    let broker: RunningBroker

    init() async throws {
        made = try MadeIdentities()
        try await Self.writeList(of: made)
        var listener = made.listener()
        listener.tls?.revocationListFile = made.folder.path("crl.pem")
        broker = try RunningBroker([listener])
    }

    /// Writes the authority's list, in which the device may stand.
    private static func writeList(of made: MadeIdentities, revoking: Bool = false) async throws {
        let database = made.folder.path("index.txt")
        if !revoking { try Data().write(to: URL(fileURLWithPath: database)) }
        let configuration = made.folder.path("list.cnf")
        let authority = URL(fileURLWithPath: made.authorityFile)
        let key = authority.deletingPathExtension().appendingPathExtension("key").path
        try Data(
            """
            [ca]
            default_ca = d
            [d]
            database = \(database)
            certificate = \(made.authorityFile)
            private_key = \(key)
            default_md = sha256
            default_crl_days = 1

            """.utf8
        ).write(to: URL(fileURLWithPath: configuration))
        let command = ["ca", "-config", configuration]
        if revoking {
            try await ProgramRun.succeed(
                "openssl", command + ["-revoke", made.device.certificatePath],
                in: made.folder.url)
        }
        try await ProgramRun.succeed(
            "openssl", command + ["-gencrl", "-out", "crl.new"], in: made.folder.url)
        try await ProgramRun.succeed("mv", ["crl.new", "crl.pem"], in: made.folder.url)
    }

    private func publish() async throws -> ProgramRun {
        try await broker.run("mosquitto_pub", made.deviceOptions + ["-t", "t", "-m", "x"])
    }

    @Test func `is let in before, and refused without a restart after`() async throws {
        #expect(try await publish().exitCode == 0)
        try await Self.writeList(of: made, revoking: true)
        #expect(try await publish().exitCode != 0)
        #expect("\(try await broker.events.linkFailed())".contains("certificate revoked"))
        let log = try broker.finalLog()
        #expect(log.contains("crl.pem\" of port"))
        #expect(log.contains("refused: certificate revoked (it stands in crlfile "))
        #expect(log.contains("[TLS-034]"))
    }

    @Test func `is refused at CONNECT when its handshake is done by then`() async throws {
        let client = try HeldClient(port: broker.port(), made)
        try await broker.events.first("a handshake") { event -> Void? in
            guard case .negotiated = event else { return nil }
            return ()
        }
        try await Self.writeList(of: made, revoking: true)
        try client.send([
            0x10, 14, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 2, 0x69, 0x64,
        ])
        #expect(try client.answer() == [0x20, 2, 0, 5])
        let fault = "\(try await broker.events.linkFailed())"
        #expect(fault.contains("no longer (certificate revoked, certificate CN=sensor-1"))
        let line = try #require(
            try broker.finalLog().split(separator: "\n").first { $0.contains("is no longer") })
        #expect(line.contains("certificate 'CN=sensor-1") && line.hasSuffix(" [TLS-034]"))
    }
}
