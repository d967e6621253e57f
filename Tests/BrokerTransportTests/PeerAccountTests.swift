import BrokerCore
import BrokerTransport
import Foundation
import Testing

/// What is known of a client when its handshake is over, well or not.
struct PeerAccountTests {
    let folder: TemporaryFolder
    let authority: TestAuthority

    init() throws {
        folder = try TemporaryFolder()
        authority = try TestAuthority("ca", in: folder)
        try authority.issue("server", subject: "/CN=localhost")
        try authority.issue("device", subject: "/CN=sensor-7")
    }

    private func server(
        minimumVersion: TLSVersion = .tls12, requiresCertificate: Bool = true
    ) throws -> TestServer {
        try TestServer(
            tls: TLSSettings(
                certificateFile: folder.path("server.crt"), keyFile: folder.path("server.key"),
                certificateAuthorityFile: authority.certificate,
                requiresCertificate: requiresCertificate, minimumVersion: minimumVersion))
    }

    /// The error with which the handshake ends, and what is known of the peer then.
    private func failure(
        _ server: TestServer, _ options: String...
    ) throws -> (OpenSSLError?, PeerAccount.Details) {
        let client = try SClient(port: server.listener.port, folder: folder, options)
        let link = try server.accept()
        let result = try server.handshake(link)
        let details = try #require(link.account(listener: 3).details)
        link.close()
        _ = try client.complaints()
        guard case .failed(.tls(let fault)) = result else {
            Issue.record("\(result)")
            return (nil, details)
        }
        return switch fault {
        case .broken(let error), .certificateMissing(let error), .notTLS(let error),
            .certificateRefused(_, let error):
            (error, details)
        default: (nil, details)
        }
    }

    @Test func `a refused client is known by what it asked for, offered and showed`() throws {
        let other = try TestAuthority("other", in: folder)
        try other.issue("stranger", subject: "/CN=stranger")
        let (_, details) = try failure(
            try server(), "-servername", "broker.local", "-cert", "stranger.crt", "-key",
            "stranger.key")
        #expect(details.listener == 3)
        #expect(details.serverName == "broker.local")
        #expect(details.localAddress == "127.0.0.1")
        #expect(details.opening.starts(with: [0x16, 3, 1]))
        #expect(details.hello?.versions.starts(with: [0x0304, 0x0303]) == true)
        #expect(details.certificates.count == 1)
    }

    @Test func `a client that was let in is known by its name and certificate still`() throws {
        let server = try server()
        let client = try SClient(
            port: server.listener.port, folder: folder,
            ["-servername", "broker.local", "-cert", "device.crt", "-key", "device.key"])
        let link = try server.accept()
        guard case .bytes(0) = try server.handshake(link) else {
            Issue.record("the handshake failed")
            return
        }
        let details = try #require(link.account(listener: 0).details)
        #expect(details.serverName == "broker.local")
        #expect(details.certificates.count == 1)
        #expect(details.hello == nil && details.opening.isEmpty)
        _ = client
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `more certificates than anybody needs are not taken, a few are`(version: String) throws {
        let server = try server()
        let one = try String(contentsOfFile: authority.certificate, encoding: .utf8)
        for (count, isTaken) in [(3, true), (100, false)] {
            try String(repeating: one, count: count)
                .write(toFile: folder.path("chain.crt"), atomically: true, encoding: .utf8)
            let client = try SClient(
                port: server.listener.port, folder: folder,
                [version, "-cert", "device.crt", "-key", "device.key", "-cert_chain", "chain.crt"])
            let link = try server.accept()
            let result = try server.handshake(link)
            if case .failed(.tls(.broken(let error))) = result {
                #expect(!isTaken && error.cause == .messageTooLong)
            } else if case .bytes = result {
                #expect(isTaken)
            } else {
                Issue.record("\(result)")
            }
            link.close()
            _ = client
        }
    }

    @Test func `a listener knows the certificates that it uses`() throws {
        let server = try server()
        #expect(server.context?.shownCertificates.count == 1)
        #expect(server.context?.trustedCertificates.count == 1)
        #expect(server.context?.keyKind == "EC")
    }

    @Test(arguments: [
        (["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"], OpenSSLError.Cause.noCommonVersion),
        (["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"], .noCommonCipher),
        (["-tls1_3", "-sigalgs", "RSA-PSS+SHA256"], .noCommonSignature),
    ])
    func `what is not common is told apart`(options: [String], cause: OpenSSLError.Cause) throws {
        let server = try server(requiresCertificate: false)
        let client = try SClient(port: server.listener.port, folder: folder, options)
        let link = try server.accept()
        guard case .failed(.tls(.broken(let error))) = try server.handshake(link) else {
            Issue.record("the handshake did not fail")
            return
        }
        #expect(error.cause == cause)
        _ = client
    }

    @Test func `plain bytes are known by how they begin`() throws {
        let server = try server()
        let client = try TestClient(port: server.listener.port)
        let link = try server.accept()
        _ = client.send(Array("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n".utf8))
        _ = try server.handshake(link)
        let details = try #require(link.account(listener: 0).details)
        #expect(details.opening == Array("PROXY".utf8))
        #expect(details.hello == nil)
        #expect(link.account(listener: 0).address == link.peer)
    }
}
