import BrokerCore
import BrokerTransport
import Foundation
import Synchronization
import Testing

/// One authority, a server that asks for certificates, a device, and a clock that can be set.
struct ResumptionTests {
    let folder: TemporaryFolder
    let authority: TestAuthority
    let clock: SetClock
    let settings: TLSSettings

    /// The time at which certificates are judged.
    final class SetClock: Sendable {
        private let ahead = Mutex<Int64>(0)

        func advance(days: Int64) { ahead.withLock { $0 += days * 86_400 } }
        func now() -> Int64 { UnixTime.now() + ahead.withLock { $0 } }
    }

    init() throws {
        folder = try TemporaryFolder()
        authority = try TestAuthority("ca", in: folder)
        clock = SetClock()
        try authority.issue("server", subject: "/CN=localhost")
        try authority.issue("device", subject: "/O=Apus Tests/CN=sensor-7")
        try authority.list("crl")
        settings = TLSSettings(
            certificateFile: folder.path("server.crt"), keyFile: folder.path("server.key"),
            certificateAuthorityFile: authority.certificate,
            revocationListFile: folder.path("crl"), requiresCertificate: true)
    }

    private func server(_ change: (inout TLSSettings) -> Void = { _ in }) throws -> TestServer {
        var changed = settings
        change(&changed)
        return try TestServer(tls: changed, unixTime: clock.now)
    }

    /// Connects; what the server says afterwards brings the ticket along.
    private func connect(
        _ server: TestServer, _ options: [String], _ check: (TLSSession) throws -> Void
    ) throws {
        let client = try SClient(
            port: server.listener.port, folder: folder,
            ["-cert", "device.crt", "-key", "device.key"] + options)
        let link = try server.accept()
        guard case .bytes = try server.handshake(link) else { throw TestServer.TimedOut() }
        try check(try #require(link.tls))
        try server.send([1], on: link)
        link.close()
        #expect(try client.received() == Data([1]))
    }

    private var hasSession: Bool {
        FileManager.default.fileExists(atPath: folder.path("session"))
    }

    private func begin(_ server: TestServer, version: String = "-tls1_3") throws {
        try connect(server, [version, "-sess_out", "session"]) { #expect(!$0.isResumed) }
        #expect(hasSession)
    }

    private func resume(
        _ server: TestServer, version: String = "-tls1_3",
        _ check: (TLSSession) throws -> Void
    ) throws {
        try connect(server, [version, "-sess_in", "session", "-sess_out", "session"], check)
    }

    /// Why the server refuses the client, which comes with its old session if it has one.
    private func refusal(_ server: TestServer, version: String) throws -> CertificateRefusal? {
        let client = try SClient(
            port: server.listener.port, folder: folder,
            ["-cert", "device.crt", "-key", "device.key", version]
                + (hasSession ? ["-sess_in", "session"] : []))
        defer { client.terminate() }
        guard
            case .failed(.tls(.certificateRefused(let refusal, _))) =
                try server.handshake(try server.accept())
        else { return nil }
        return refusal
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a resumed session is bound to the certificate of its first handshake`(
        version: String
    ) throws {
        let server = try server()
        try begin(server, version: version)
        for _ in 0..<3 {
            try resume(server, version: version) { session in
                #expect(session.isResumed)
                #expect(session.peerCertificate?.commonName == "sensor-7")
                #expect(session.peerCertificate?.subject == "CN=sensor-7,O=Apus Tests")
            }
        }
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a client that can only take short records resumes with short records`(
        version: String
    ) throws {
        let server = try server()
        let short = [version, "-maxfraglen", "512"]
        try connect(server, short + ["-sess_out", "session"]) { #expect(!$0.isResumed) }
        try connect(server, short + ["-sess_in", "session"]) { #expect($0.isResumed) }
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `without a demand for certificates a resumed session has none`(version: String) throws {
        let server = try server { $0.requiresCertificate = false }
        try begin(server, version: version)
        try resume(server, version: version) { session in
            #expect(session.isResumed && session.peerCertificate == nil)
        }
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a session whose certificate was revoked meanwhile is not resumed`(
        version: String
    ) throws {
        let server = try server()
        try begin(server, version: version)
        try authority.revoke("device")
        try authority.list("crl")
        #expect(server.context?.refreshTrust() == .renewed(path: folder.path("crl")))
        #expect(try refusal(server, version: version)?.code == 23)
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a session outlives neither its certificate nor its two hours`(version: String) throws {
        try authority.issue("device", subject: "/CN=sensor-7", days: 10)
        let server = try server { $0.revocationListFile = nil }
        try begin(server, version: version)
        clock.advance(days: 1)
        try resume(server, version: version) { #expect(!$0.isResumed) }
        clock.advance(days: 10)
        #expect(try refusal(server, version: version)?.code == 10)
    }

    @Test func `a renewed list that still trusts the certificate leaves its session alone`() throws
    {
        let server = try server()
        try begin(server)
        try authority.list("crl")
        #expect(server.context?.refreshTrust() == .renewed(path: folder.path("crl")))
        try resume(server) { #expect($0.isResumed) }
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `another listener knows nothing of the session`(version: String) throws {
        try begin(try server(), version: version)
        try resume(try server(), version: version) { session in
            #expect(!session.isResumed && session.peerCertificate?.commonName == "sensor-7")
        }
    }

    @Test func `a certificate that is revoked after the handshake has lapsed by CONNECT`() throws {
        let server = try server()
        try connect(server, []) { session in
            #expect(session.presentRefusal() == nil)
            try authority.revoke("device")
            try authority.list("crl")
            #expect(session.presentRefusal() == nil)  // nobody has looked yet
            _ = server.context?.refreshTrust()
            #expect(session.presentRefusal()?.code == 23)
            #expect(session.presentRefusal()?.subject == "CN=sensor-7,O=Apus Tests")
        }
    }

    @Test func `a remembered verdict ends with the certificate`() throws {
        let server = try server { $0.revocationListFile = nil }
        try connect(server, []) { session in
            #expect(session.presentRefusal() == nil)
            clock.advance(days: 2)
            #expect(session.presentRefusal()?.code == 10)
        }
        #expect(try refusal(server, version: "-tls1_3")?.code == 10)
    }

    @Test func `a remembered verdict ends with the revocation list`() throws {
        try authority.issue("device", subject: "/CN=sensor-7", days: 10)
        let server = try server()
        try connect(server, []) { session in
            #expect(session.presentRefusal() == nil)
            clock.advance(days: 1)
            #expect(session.presentRefusal()?.code == 12)
        }
    }

    @Test func `a list that cannot be read leaves the old one in force, and is told once`() throws {
        try authority.revoke("device")
        try authority.list("crl")
        let server = try server()
        let path = try folder.write("no list", to: "crl")
        #expect(
            server.context?.refreshTrust() == .kept(.holdsNone(.revocationList, path: path)))
        #expect(server.context?.refreshTrust() == nil)
        #expect(try refusal(server, version: "-tls1_3")?.code == 23)
        try FileManager.default.removeItem(atPath: path)
        #expect(server.context?.refreshTrust() == .kept(.missing(.revocationList, path: path)))
    }
}
