import BrokerCore
import BrokerTransport
import Foundation
import Testing

/// One authority, a server and a device, made anew for each test.
struct TLSSessionTests {
    let folder: TemporaryFolder
    let authority: TestAuthority

    init() throws {
        folder = try TemporaryFolder()
        authority = try TestAuthority("ca", in: folder)
        try authority.issue("server", subject: "/O=Apus Tests/CN=localhost")
        try authority.issue("device", subject: "/O=Apus Tests/OU=Lab/CN=sensor-7")
    }

    private func settings(requiresCertificate: Bool) -> TLSSettings {
        TLSSettings(
            certificateFile: folder.path("server.crt"), keyFile: folder.path("server.key"),
            certificateAuthorityFile: authority.certificate,
            requiresCertificate: requiresCertificate)
    }

    private func client(_ server: TestServer, _ options: String...) throws -> SClient {
        try SClient(port: server.listener.port, folder: folder, options)
    }

    private static let identity = ["-cert", "device.crt", "-key", "device.key"]

    private func succeed(_ server: TestServer, _ link: Link) throws -> TLSSession {
        let result = try server.handshake(link)
        guard case .bytes(0) = result else {
            Issue.record("\(result)")
            throw TestServer.TimedOut()
        }
        #expect(!link.isHandshaking)
        return try #require(link.tls)
    }

    private func fault(_ server: TestServer, _ link: Link) throws -> TLSSessionFault {
        let result = try server.handshake(link)
        guard case .failed(.tls(let fault)) = result else {
            Issue.record("\(result)")
            throw TestServer.TimedOut()
        }
        return fault
    }

    @Test func `mutual TLS gives version, cipher, subject and bytes in both directions`() throws {
        let server = try TestServer(tls: settings(requiresCertificate: true))
        let client = try SClient(
            port: server.listener.port, folder: folder,
            Self.identity + ["-CAfile", "ca.crt", "-verify_return_error"])
        let link = try server.accept()
        #expect(link.isHandshaking)
        let session = try succeed(server, link)
        #expect(session.version == "TLSv1.3")
        #expect(session.cipher == "TLS_AES_128_GCM_SHA256")
        #expect(session.peerCertificate?.commonName == "sensor-7")
        #expect(session.peerCertificate?.subject == "CN=sensor-7,OU=Lab,O=Apus Tests")
        try client.send(Array("hello\n".utf8))
        #expect(try server.receive(link, count: 100).1 == Array("hello\n".utf8))
        try server.send(Array("welcome".utf8), on: link)
        link.close()
        #expect(try client.received() == Data("welcome".utf8))
    }

    @Test func `without a demand no certificate is asked for`() throws {
        let server = try TestServer(tls: settings(requiresCertificate: false))
        let client = try SClient(port: server.listener.port, folder: folder, Self.identity)
        let session = try succeed(server, server.accept())
        #expect(session.peerCertificate == nil)
        _ = client
    }

    @Test func `a sensor with TLS 1.2 and one ECDSA suite is served`() throws {
        let server = try TestServer(tls: settings(requiresCertificate: true))
        let client = try SClient(
            port: server.listener.port, folder: folder,
            Self.identity + ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"])
        let link = try server.accept()
        let session = try succeed(server, link)
        #expect(session.version == "TLSv1.2")
        #expect(session.cipher == "ECDHE-ECDSA-AES128-GCM-SHA256")
        try client.send([1, 2, 3])
        #expect(try server.receive(link, count: 100).1 == [1, 2, 3])
    }

    @Test(arguments: ["RSA", "RSA-PSS", "ec:P-384", "ec:P-521", "ED25519", "ED448"])
    func `a certificate may have any usual kind of key`(algorithm: String) throws {
        try authority.issue("other", subject: "/CN=other", algorithm: algorithm)
        let server = try TestServer(tls: settings(requiresCertificate: true))
        let client = try client(server, "-cert", "other.crt", "-key", "other.key")
        #expect(try succeed(server, server.accept()).peerCertificate?.commonName == "other")
        _ = client
    }

    @Test(arguments: [
        "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES256-CCM8",
        "ECDHE-ECDSA-CAMELLIA128-SHA256", "ECDHE-ECDSA-ARIA256-GCM-SHA384",
    ])
    func `a cipher list may name any suite that OpenSSL has`(suite: String) throws {
        var settings = settings(requiresCertificate: true)
        settings.cipherList = "\(suite):@SECLEVEL=0"
        let server = try TestServer(tls: settings)
        let client = try SClient(
            port: server.listener.port, folder: folder,
            Self.identity + ["-tls1_2", "-cipher", "\(suite):@SECLEVEL=0"])
        let link = try server.accept()
        #expect(try succeed(server, link).cipher == suite)
        try client.send([1, 2, 3])
        #expect(try server.receive(link, count: 100).1 == [1, 2, 3])
    }

    @Test func `a certificate of another authority is refused with number, depth and subject`()
        throws
    {
        let other = try TestAuthority("other", in: folder)
        try other.issue("stranger", subject: "/O=Elsewhere/CN=stranger")
        let server = try TestServer(tls: settings(requiresCertificate: true))
        let client = try client(server, "-cert", "stranger.crt", "-key", "stranger.key")
        let fault = try fault(server, server.accept())
        guard case .certificateRefused(let refusal, let error) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(refusal.code == 20)
        #expect(refusal.reason == "unable to get local issuer certificate")
        #expect(refusal.depth == 0)
        #expect(refusal.subject == "CN=stranger,O=Elsewhere")
        #expect(error.description == "error:0A000086:SSL routines::certificate verify failed")
        #expect(fault.description.contains("CN=stranger"))
        #expect(try client.complaints().contains("alert unknown ca"))
    }

    @Test func `an expired certificate is refused as expired`() throws {
        try authority.issue("old", subject: "/CN=old", days: -1)
        let server = try TestServer(tls: settings(requiresCertificate: true))
        let client = try client(server, "-cert", "old.crt", "-key", "old.key")
        let fault = try fault(server, server.accept())
        guard case .certificateRefused(let refusal, _) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(refusal.code == 10)
        #expect(refusal.reason == "certificate has expired")
        #expect(try client.complaints().contains("certificate expired"))
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a client without certificate is told apart from one with a bad one`(version: String)
        throws
    {
        let server = try TestServer(tls: settings(requiresCertificate: true))
        let client = try client(server, version)
        let fault = try fault(server, server.accept())
        guard case .certificateMissing = fault else {
            Issue.record("\(fault)")
            return
        }
        _ = client
    }

    @Test func `a client that refuses the broker is heard by its alert`() throws {
        _ = try TestAuthority("other", in: folder)
        let server = try TestServer(tls: settings(requiresCertificate: false))
        let client = try client(server, "-CAfile", "other.crt", "-verify_return_error")
        let fault = try fault(server, server.accept())
        guard case .broken(let error) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(error.alert == 48)
        #expect(
            fault.description
                == "error:0A000418:SSL routines::tlsv1 alert unknown ca "
                + "(the peer refused this broker)")
        _ = client
    }

    @Test func `a client that only speaks TLS 1.2 is refused where 1.3 is the least`() throws {
        var settings = settings(requiresCertificate: false)
        settings.minimumVersion = .tls13
        let server = try TestServer(tls: settings)
        let client = try client(server, "-tls1_2")
        let fault = try fault(server, server.accept())
        #expect(fault.description.contains("unsupported protocol"))
        #expect(try client.complaints().contains("alert protocol version"))
    }

    @Test func `a revoked certificate is refused as revoked`() throws {
        try authority.revoke("device")
        try authority.list("crl")
        var settings = settings(requiresCertificate: true)
        settings.revocationListFile = folder.path("crl")
        let server = try TestServer(tls: settings)
        let client = try SClient(port: server.listener.port, folder: folder, Self.identity)
        let fault = try fault(server, server.accept())
        guard case .certificateRefused(let refusal, _) = fault else {
            Issue.record("\(fault)")
            return
        }
        #expect(refusal.code == 23)
        #expect(try client.complaints().contains("certificate revoked"))
    }

    @Test(arguments: [
        "\u{10}\u{0E}\0\u{04}MQTT\u{04}\u{02}\0<\0\u{02}id", "GET / HTTP/1.1\r\n\r\n",
    ])
    func `plain bytes on a TLS port are named as such`(text: String) throws {
        let server = try TestServer(tls: settings(requiresCertificate: false))
        let client = try TestClient(port: server.listener.port)
        let link = try server.accept()
        _ = client.send(Array(text.utf8))
        let fault = try fault(server, link)
        guard case .notTLS = fault else {
            Issue.record("\(fault)")
            return
        }
        guard case .failed = TestServer.send([1], on: link) else {
            Issue.record("a broken session took bytes")
            return
        }
    }

    @Test func `half a handshake waits, and its end is told apart from an error`() throws {
        let server = try TestServer(tls: settings(requiresCertificate: false))
        let client = try TestClient(port: server.listener.port)
        let link = try server.accept()
        _ = client.send([0x16, 0x03, 0x01])
        guard case .wantsRead = link.handshake() else {
            Issue.record("three bytes were enough")
            return
        }
        Socket.finishSending(to: client.descriptor)
        #expect(try fault(server, link) == .closedDuringHandshake)
    }

    @Test func `a reset during the handshake is a system's error`() throws {
        let server = try TestServer(tls: settings(requiresCertificate: false))
        var client: TestClient? = try TestClient(port: server.listener.port)
        let link = try server.accept()
        client?.resetOnClose()
        client = nil
        guard case .failed(.system(let fault)) = try server.handshake(link) else {
            Issue.record("no system error")
            return
        }
        #expect(fault.description == "Connection reset by peer")
    }

    @Test func `a chain that certfile leaves out is completed from cafile`() throws {
        let extensions = try folder.write("basicConstraints=critical,CA:TRUE\n", to: "ca.ext")
        try authority.issue("middle", subject: "/CN=middle", extensions: extensions)
        let middle = TestAuthority(named: "middle", in: folder)
        try middle.issue("inner", subject: "/CN=localhost")
        let bundle = try ["ca.crt", "middle.crt"].map {
            try String(contentsOfFile: folder.path($0), encoding: .utf8)
        }
        let server = try TestServer(
            tls: TLSSettings(
                certificateFile: folder.path("inner.crt"), keyFile: folder.path("inner.key"),
                certificateAuthorityFile: try folder.write(bundle.joined(), to: "bundle")))
        let client = try SClient(
            port: server.listener.port, folder: folder,
            ["-CAfile", "ca.crt", "-verify_return_error"])
        let link = try server.accept()
        _ = try succeed(server, link)
        try server.send([1], on: link)
        link.close()
        #expect(try client.received() == Data([1]))
    }
}
