import BrokerAccess
import BrokerCore
import Testing

/// Asks twice for the user's name: a mechanism that is not ours.
private struct Twice: AuthenticationMechanism {
    let name = "TWICE"

    func begin(_ data: [UInt8]?) -> AuthenticationStep {
        .challenge([1]) { first in
            .challenge([2]) { second in
                guard let first, first == second else { return .refused(.unknownUser("")) }
                return .accepted(userName: String(decoding: first, as: UTF8.self), data: nil)
            }
        }
    }
}

private func authenticator(
    _ mechanisms: [any AuthenticationMechanism], anonymous: Bool = false,
    userNameFromCertificate: CertificateUserName? = nil
) -> Authenticator {
    let tls = TLSSettings(
        certificateFile: "c", keyFile: "k", certificateAuthorityFile: "a",
        requiresCertificate: true, userNameFromCertificate: userNameFromCertificate)
    let listener = ListenerSettings(
        address: .tcp(host: nil, port: 8883), tls: tls, isAnonymousAllowed: anonymous)
    return Authenticator(listener: listener, passwords: nil, mechanisms: mechanisms)
}

/// Goes through an exchange with the same answer each time.
private func end(
    of step: AuthenticationStep, answering answer: String
) -> AuthenticationStep {
    var step = step
    while case .challenge(_, let next) = step { step = next(Array(answer.utf8)) }
    return step
}

private func isAccepted(_ step: AuthenticationStep, as user: String) -> Bool {
    if case .accepted(user, _) = step { true } else { false }
}

private func refusal(_ step: AuthenticationStep) -> AuthenticationRefusal? {
    if case .refused(let refusal) = step { refusal } else { nil }
}

@Suite struct `Mechanisms of a listener` {
    @Test func `are chosen by their name`() throws {
        let both = authenticator([try mechanism(), Twice()])
        let begun = both.begin(method: "TWICE", data: nil, certificate: nil)
        #expect(isAccepted(end(of: begun, answering: "ann"), as: "ann"))
        let scram = both.begin(
            method: "SCRAM-SHA-256", data: Array("n,,n=user,r=a".utf8), certificate: nil)
        guard case .challenge = scram else {
            Issue.record("no challenge")
            return
        }
    }

    @Test(arguments: ["", "scram-sha-256", "SCRAM-SHA-256-PLUS"])
    func `are all that it offers [MQTT-4.12.0-1]`(method: String) throws {
        let one = authenticator([try mechanism()])
        let refused = refusal(one.begin(method: method, data: nil, certificate: nil))
        #expect(refused == .methodUnknown(method, offered: ["SCRAM-SHA-256"]))
        #expect(refused?.answer == .badAuthenticationMethod)
        let none = authenticator([])
        #expect(
            refusal(none.begin(method: method, data: nil, certificate: nil))
                == .methodUnknown(method, offered: []))
    }

    @Test func `prove the user that the certificate names, and no other`() {
        let bound = authenticator([Twice()], userNameFromCertificate: .commonName)
        let ann = CertificateIdentity(commonName: "ann", subject: "CN=ann")
        func result(_ name: String, _ certificate: CertificateIdentity?) -> AuthenticationStep {
            end(
                of: bound.begin(method: "TWICE", data: nil, certificate: certificate),
                answering: name)
        }
        #expect(isAccepted(result("ann", ann), as: "ann"))
        #expect(
            refusal(result("bob", ann))
                == .certificateOfAnother(userName: "bob", certificateName: "ann"))
        #expect(refusal(result("ann", nil)) == .certificateMissing)
    }

    @Test(arguments: [false, true])
    func `are the only way to their names: a bare user name is refused`(anonymous: Bool) {
        let rules = authenticator([Twice()], anonymous: anonymous)
        for password in [nil, [UInt8(1)]] {
            #expect(
                rules.authenticate(Credentials(userName: "ann", password: password))
                    == .refused(.noPasswordFile(userName: "ann")))
        }
        let nobody: AuthenticationResult =
            anonymous ? .accepted(userName: nil) : .refused(.anonymousNotAllowed)
        #expect(rules.authenticate(Credentials()) == nobody)
    }

    @Test(arguments: [
        AuthenticationRefusal.scramMessage(.missing), .scramUserUnknown("a"),
        .scramProofWrong(userName: "a"), .certificateOfAnother(userName: "a", certificateName: ""),
    ])
    func `do not tell a client what was wrong`(refusal: AuthenticationRefusal) {
        #expect(refusal.answer == .notAuthorized)
    }
}
