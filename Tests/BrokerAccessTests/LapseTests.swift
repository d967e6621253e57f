import BrokerAccess
import BrokerCore
import Testing

@Suite struct LapseTests {
    /// Hashes as mosquitto_passwd writes them; whose passwords they are does not matter here.
    private static let hash = "$7$101$AAAA$" + String(repeating: "A", count: 86) + "=="
    private static let otherHash = "$7$101$AAAB$" + String(repeating: "A", count: 86) + "=="

    private func rules(
        _ users: [String: String]?, isAnonymousAllowed: Bool = false,
        _ change: (inout ListenerSettings) -> Void = { _ in }
    ) throws -> Authenticator {
        var listener = ListenerSettings(
            address: .tcp(host: nil, port: 1), isAnonymousAllowed: isAnonymousAllowed)
        change(&listener)
        let passwords = try users.map { users in
            let text = users.map { "\($0.key):\($0.value)\n" }.joined()
            return try PasswordFile(bytes: Array(text.utf8), file: "passwd")
        }
        return Authenticator(listener: listener, passwords: passwords)
    }

    private func client(_ userName: String?, method: String? = nil) -> EstablishedClient {
        EstablishedClient(listener: 0, clientID: "c", userName: userName, method: method)
    }

    @Test func `a user that is out of the file, or has another password, may not stay`() throws {
        let before = try rules(["a": Self.hash, "b": Self.hash, "c": Self.hash])
        let after = try rules(["a": Self.hash, "b": Self.otherHash, "d": Self.hash])
        #expect(after.lapse(of: client("a"), since: before) == nil)
        #expect(after.lapse(of: client("b"), since: before) == .passwordChanged)
        #expect(after.lapse(of: client("c"), since: before) == .userUnknown)
        #expect(after.lapse(of: client("d"), since: before) == nil)
        #expect(after.lapse(of: client("b"), since: nil) == nil)
    }

    @Test func `an anonymous client stays as long as anonymous clients may`() throws {
        let open = try rules(nil, isAnonymousAllowed: true)
        let closed = try rules(["a": Self.hash])
        #expect(open.lapse(of: client(nil), since: closed) == nil)
        #expect(open.lapse(of: client("anybody"), since: closed) == nil)
        #expect(closed.lapse(of: client(nil), since: open) == .anonymousNotAllowed)
        #expect(closed.lapse(of: client("anybody"), since: open) == .userUnknown)
    }

    @Test func `a user that a certificate names is in no file`() throws {
        let rules = try rules(["a": Self.hash]) { listener in
            listener.tls = TLSSettings(
                certificateFile: "c", keyFile: "k", requiresCertificate: true,
                userNameFromCertificate: .commonName)
        }
        #expect(rules.lapse(of: client("sensor-1"), since: rules) == nil)
    }

    @Test func `a user of SCRAM is looked for in its own file`() throws {
        func rules(_ lines: String) throws -> Authenticator {
            let users = try SCRAMFile(bytes: Array(lines.utf8), file: "scram")
            return Authenticator(
                listener: ListenerSettings(address: .tcp(host: nil, port: 1)), passwords: nil,
                mechanisms: [SCRAMSHA256(users: users)])
        }
        let first = try #require(SCRAMCredential(password: "one", iterations: 4_096)).text
        let second = try #require(SCRAMCredential(password: "two", iterations: 4_096)).text
        let before = try rules("a:\(first)\nb:\(first)\nc:\(first)\n")
        let after = try rules("a:\(first)\nb:\(second)\n")
        let method = "SCRAM-SHA-256"
        #expect(after.lapse(of: client("a", method: method), since: before) == nil)
        #expect(after.lapse(of: client("b", method: method), since: before) == .passwordChanged)
        #expect(after.lapse(of: client("c", method: method), since: before) == .userUnknown)
        #expect(after.lapse(of: client("a", method: "other"), since: before) == .userUnknown)
    }

    @Test func `the alternative name is the user, and nobody is one without it`() throws {
        let rules = try rules(nil) { listener in
            listener.tls = TLSSettings(
                certificateFile: "c", keyFile: "k", requiresCertificate: true,
                userNameFromCertificate: .alternativeName(.uri))
        }
        func result(_ name: String?) -> AuthenticationResult {
            rules.authenticate(
                Credentials(
                    userName: "liar",
                    certificate: CertificateIdentity(
                        commonName: "cn", subject: "CN=cn", alternativeName: name)))
        }
        #expect(result("urn:dev:1") == .accepted(userName: "urn:dev:1"))
        let missing = AuthenticationRefusal.certificateWithoutAlternativeName(
            .uri, subject: "CN=cn")
        #expect(result(nil) == .refused(missing) && result("") == .refused(missing))
        #expect(result("a\u{0}b") == .refused(.unusableCertificateName("a\u{0}b")))
        #expect(missing.answer == .badUserNameOrPassword)
    }
}
