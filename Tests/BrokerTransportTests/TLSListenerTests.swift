import BrokerCore
import BrokerTransport
import Foundation
import Testing

/// A listener whose files are read again while it serves.
struct TLSListenerTests {
    let folder: TemporaryFolder
    let authority: TestAuthority
    let clock = ResumptionTests.SetClock()
    let settings: TLSSettings

    init() throws {
        folder = try TemporaryFolder()
        authority = try TestAuthority("ca", in: folder)
        try authority.issue("server", subject: "/CN=localhost")
        try authority.issue("device", subject: "/O=Apus Tests/CN=sensor-7")
        try authority.list("crl")
        settings = TLSSettings(
            certificateFile: folder.path("server.crt"), keyFile: folder.path("server.key"),
            certificateAuthorityFile: authority.certificate,
            revocationListFile: folder.path("crl"), requiresCertificate: true)
    }

    private func listener() throws -> TLSListener {
        try TLSListener(settings, unixTime: clock.now)
    }

    /// A session of the device, made with the context that holds now.
    private func session(
        _ listener: TLSListener, _ options: [String] = [], device: String = "device",
        _ check: (TLSSession) throws -> Void = { _ in }
    ) throws -> (link: Link, client: SClient) {
        let server = try TestServer(context: listener.context)
        let client = try SClient(
            port: server.listener.port, folder: folder,
            ["-cert", "\(device).crt", "-key", "\(device).key"] + options)
        let link = try server.accept()
        guard case .bytes = try server.handshake(link) else { throw TestServer.TimedOut() }
        try check(try #require(link.tls))
        return (link, client)
    }

    /// The subject of the certificate that the listener shows.
    private func shownSubject(_ listener: TLSListener) throws -> String {
        let server = try TestServer(context: listener.context)
        let client = try SClient(
            port: server.listener.port, folder: folder,
            ["-cert", "device.crt", "-key", "device.key"])
        let link = try server.accept()
        guard case .bytes = try server.handshake(link) else { throw TestServer.TimedOut() }
        link.close()
        return try client.complaints()
    }

    @Test func `new connections see the renewed certificate, and old ones go on`() throws {
        let listener = try listener()
        let (link, client) = try session(listener)
        #expect(try shownSubject(listener).contains("CN = localhost"))
        try authority.issue("server", subject: "/CN=renewed")
        #expect(listener.reload() == [])
        #expect(try shownSubject(listener).contains("CN = renewed"))
        #expect(link.tls?.lapse() == nil)
        guard case .bytes(1) = TestServer.send([1], on: link) else {
            Issue.record("not sent")
            return
        }
        link.close()
        #expect(try client.received() == Data([1]))
    }

    @Test(arguments: [("server.key", TLSFile.key), ("server.crt", .certificate)])
    func `a broken identity is told and stays as it was, and the rest is renewed`(
        file: String, kind: TLSFile
    ) throws {
        let listener = try listener()
        let (link, _) = try session(listener)
        let path = try folder.write("nothing", to: file)
        try authority.revoke("device")
        try authority.list("crl")
        #expect(listener.reload() == [.holdsNone(kind, path: path)])
        #expect(link.tls?.lapse()?.lapse == .certificateRevoked)
        try authority.issue("device", subject: "/CN=sensor-8")
        #expect(try shownSubject(listener).contains("CN = localhost"))
    }

    @Test func `a key of another certificate keeps the pair that fits`() throws {
        let listener = try listener()
        try authority.issue("other", subject: "/CN=other")
        try FileManager.default.removeItem(atPath: folder.path("server.key"))
        try FileManager.default.moveItem(
            atPath: folder.path("other.key"), toPath: folder.path("server.key"))
        #expect(
            listener.reload() == [
                .keyMismatch(key: folder.path("server.key"), certificate: folder.path("server.crt"))
            ])
        #expect(try shownSubject(listener).contains("CN = localhost"))
    }

    @Test func `a broken list keeps the revocations that were known`() throws {
        try authority.revoke("device")
        try authority.list("crl")
        let listener = try listener()
        let path = try folder.write("nothing", to: "crl")
        try authority.issue("server", subject: "/CN=renewed")
        #expect(listener.reload() == [.holdsNone(.revocationList, path: path)])
        let server = try TestServer(context: listener.context)
        let client = try SClient(
            port: server.listener.port, folder: folder,
            ["-cert", "device.crt", "-key", "device.key"])
        defer { client.terminate() }
        guard
            case .failed(.tls(.certificateRefused(let refusal, _))) =
                try server.handshake(try server.accept())
        else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.lapse == .certificateRevoked)
    }

    @Test func `broken authorities are told with every other broken file, and stay`() throws {
        let listener = try listener()
        let (link, _) = try session(listener)
        let authorities = folder.path("ca.crt")
        try FileManager.default.moveItem(atPath: authorities, toPath: folder.path("ca.old"))
        let list = try folder.write("nothing", to: "crl")
        #expect(
            listener.reload() == [
                .missing(.authorities, path: authorities), .holdsNone(.revocationList, path: list),
            ])
        #expect(link.tls?.lapse() == nil)
        _ = try session(listener)
    }

    @Test func `a folder of authorities that is gone by now counts on`() throws {
        let authorities = folder.path("authorities")
        try FileManager.default.createDirectory(
            atPath: authorities, withIntermediateDirectories: false)
        try FileManager.default.copyItem(
            atPath: authority.certificate, toPath: authorities + "/ca.pem")
        _ = try OpenSSLTool.run("rehash", "authorities", in: folder)
        var files = settings
        files.certificateAuthorityFile = nil
        files.certificateAuthorityPath = authorities
        let listener = try TLSListener(files, unixTime: clock.now)
        let (link, _) = try session(listener)
        files.certificateAuthorityPath = folder.path("nowhere")
        #expect(
            listener.reload(files) == [.missing(.authorityFolder, path: folder.path("nowhere"))])
        #expect(link.tls?.lapse() == nil)
        _ = try session(listener)
    }

    @Test func `a broken list where there was none keeps nobody out`() throws {
        var files = settings
        files.revocationListFile = nil
        let listener = try TLSListener(files, unixTime: clock.now)
        let path = try folder.write("nothing", to: "crl")
        #expect(listener.reload(settings) == [.holdsNone(.revocationList, path: path)])
        _ = try session(listener)
        try authority.list("crl")
        guard case .renewed = listener.refresh() else {
            Issue.record("not read again")
            return
        }
        _ = try session(listener)
    }

    @Test func `a broken list that nobody is held against holds up no certificate`() throws {
        var files = settings
        files.requiresCertificate = false
        let listener = try TLSListener(files, unixTime: clock.now)
        let path = try folder.write("nothing", to: "crl")
        try authority.issue("server", subject: "/CN=renewed")
        #expect(listener.reload() == [.holdsNone(.revocationList, path: path)])
        #expect(try shownSubject(listener).contains("CN = renewed"))
    }

    @Test func `a client of an authority that is trusted no longer has lapsed`() throws {
        let listener = try listener()
        let (link, _) = try session(listener)
        let other = try TestAuthority("other", in: folder)
        try other.list("crl")
        var files = settings
        files.certificateAuthorityFile = other.certificate
        #expect(listener.reload(files) == [])
        #expect(link.tls?.lapse()?.lapse == .certificateNotTrusted)
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `sessions can be resumed over a reload`(version: String) throws {
        let listener = try listener()
        func connect(_ option: String, isResumed: Bool) throws {
            let (link, client) = try session(listener, [version, option, "session"]) { session in
                #expect(session.isResumed == isResumed)
            }
            _ = TestServer.send([1], on: link)
            link.close()
            #expect(try client.received() == Data([1]))
        }
        try connect("-sess_out", isResumed: false)
        #expect(listener.reload() == [])
        try connect("-sess_in", isResumed: true)
    }

    @Test func `a stale list sends nobody away but those it names`() throws {
        try authority.issue("device", subject: "/CN=sensor-7", days: 10)
        try authority.issue("other", subject: "/CN=sensor-8", days: 10)
        let listener = try listener()
        let (link, _) = try session(listener)
        let (other, _) = try session(listener, device: "other")
        try authority.revoke("other")
        try authority.list("crl")
        clock.advance(days: 1)
        #expect(listener.reload() == [])
        #expect(link.tls?.presentRefusal() != nil)  // it would not be let in anew
        #expect(link.tls?.lapse() == nil)
        #expect(other.tls?.lapse()?.lapse == .certificateRevoked)
        clock.advance(days: 9)
        #expect(link.tls?.lapse()?.lapse == .certificateExpired)
    }

    @Test func `files may be renewed more often than OpenSSL has numbers for`() throws {
        let listener = try listener()
        for _ in 0..<150 { #expect(listener.reload() == []) }
        _ = try session(listener)
    }

    @Test func `the log names a certificate by openssl's fingerprint`() throws {
        let (link, _) = try session(try listener())
        let run = try OpenSSLTool.run(
            "x509", "-in", "device.crt", "-noout", "-fingerprint", "-sha256", in: folder)
        let shown = try #require(link.tls?.shownCertificate)
        #expect(shown.subject == "CN=sensor-7,O=Apus Tests")
        #expect(run.contains("=\(shown.fingerprint)\n"))
    }

    @Test func `the first alternative name of a kind is the one that counts`() throws {
        let names = try folder.write(
            """
            subjectAltName = DNS:a.example, URI:urn:dev:1, email:s7@example.org, DNS:b.example, \
            IP:10.0.0.7
            """, to: "names")
        try authority.issue("device", subject: "/CN=sensor-7", extensions: names)
        let (link, _) = try session(try listener())
        let session = try #require(link.tls)
        #expect(session.alternativeName(.dns) == "a.example")
        #expect(session.alternativeName(.uri) == "urn:dev:1")
        #expect(session.alternativeName(.email) == "s7@example.org")
        try authority.issue("device", subject: "/CN=sensor-7")
        let (bare, _) = try self.session(try listener())
        for kind in AlternativeName.allCases { #expect(bare.tls?.alternativeName(kind) == nil) }
    }
}
