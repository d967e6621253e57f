import BrokerAccess
import BrokerCore
import Testing

/// User "alice" with password "secret".
private let aliceLine =
    "alice:$6$c2FsdA==$"
    + "E491yrR9AdCoE7rbOPYS3EZgSuZpVE65AD9xko08s6fl"
    + "oNesY/Zpe9zMVvLix4S2FiQSJ99RIkNvhHomNO9uLw=="

private func authenticator(
    anonymous: Bool = false, userNameFromCertificate: CertificateUserName? = nil,
    hasPasswords: Bool = true, mechanisms: [any AuthenticationMechanism] = []
) throws -> Authenticator {
    let tls = TLSSettings(
        certificateFile: "c", keyFile: "k", certificateAuthorityFile: "a",
        requiresCertificate: true, userNameFromCertificate: userNameFromCertificate)
    let listener = ListenerSettings(
        address: .tcp(host: nil, port: 8883), tls: tls, isAnonymousAllowed: anonymous)
    let passwords =
        hasPasswords ? try PasswordFile(bytes: Array(aliceLine.utf8), file: "users") : nil
    return Authenticator(listener: listener, passwords: passwords, mechanisms: mechanisms)
}

private let secret = Array("secret".utf8)

@Test func `a client without user name needs allow_anonymous`() throws {
    #expect(
        try authenticator(anonymous: true).authenticate(Credentials()) == .accepted(userName: nil))
    #expect(try authenticator().authenticate(Credentials()) == .refused(.anonymousNotAllowed))
    // MQTT 5 allows a password without user name; it proves nothing here.
    #expect(
        try authenticator().authenticate(Credentials(password: secret))
            == .refused(.anonymousNotAllowed))
}

@Test(arguments: [false, true])
func `a user name is checked even where anonymous clients are allowed`(anonymous: Bool) throws {
    let authenticator = try authenticator(anonymous: anonymous)
    func result(_ userName: String, _ password: [UInt8]?) -> AuthenticationResult {
        authenticator.authenticate(Credentials(userName: userName, password: password))
    }
    #expect(result("alice", secret) == .accepted(userName: "alice"))
    #expect(result("alice", [1]) == .refused(.wrongPassword(userName: "alice")))
    #expect(result("alice", nil) == .refused(.passwordMissing(userName: "alice")))
    #expect(result("bob", secret) == .refused(.unknownUser("bob")))
    #expect(result("", secret) == .refused(.unknownUser("")))
}

@Test func `a user name that nothing can check needs allow_anonymous`() throws {
    let alice = Credentials(userName: "alice", password: secret)
    #expect(
        try authenticator(anonymous: true, hasPasswords: false).authenticate(alice)
            == .accepted(userName: "alice"))
    #expect(
        try authenticator(hasPasswords: false).authenticate(alice)
            == .refused(.noPasswordFile(userName: "alice")))
}

@Test func `a certificate names the user whatever CONNECT says`() throws {
    let certificate = CertificateIdentity(commonName: "esp8266", subject: "CN=esp8266,O=TMC,C=FR")
    let credentials = Credentials(userName: "root", password: [1], certificate: certificate)
    #expect(
        try authenticator(userNameFromCertificate: .commonName).authenticate(credentials)
            == .accepted(userName: "esp8266"))
    #expect(
        try authenticator(userNameFromCertificate: .subject).authenticate(credentials)
            == .accepted(userName: "CN=esp8266,O=TMC,C=FR"))
}

@Test func `a certificate does not name the user unless told to`() throws {
    let certificate = CertificateIdentity(commonName: "esp8266", subject: "CN=esp8266")
    #expect(
        try authenticator().authenticate(Credentials(certificate: certificate))
            == .refused(.anonymousNotAllowed))
}

@Test func `a certificate that names nobody is refused`() throws {
    let authenticator = try authenticator(anonymous: true, userNameFromCertificate: .commonName)
    func result(_ certificate: CertificateIdentity?) -> AuthenticationResult {
        authenticator.authenticate(Credentials(userName: "alice", certificate: certificate))
    }
    #expect(result(nil) == .refused(.certificateMissing))
    #expect(
        result(CertificateIdentity(commonName: nil, subject: "C=FR"))
            == .refused(.certificateWithoutCommonName(subject: "C=FR")))
    #expect(
        result(CertificateIdentity(commonName: "", subject: "CN="))
            == .refused(.certificateWithoutCommonName(subject: "CN=")))
    #expect(
        result(CertificateIdentity(commonName: "root\0x", subject: "CN=root"))
            == .refused(.unusableCertificateName("root\0x")))
}

@Test(arguments: [
    AuthenticationRefusal.anonymousNotAllowed, .noPasswordFile(userName: "a"), .unknownUser("a"),
    .wrongPassword(userName: "a"), .passwordMissing(userName: "a"),
])
func `a wrong name and a wrong password are told alike`(refusal: AuthenticationRefusal) {
    #expect(refusal.answer == .notAuthorized)
}

@Test(arguments: [
    AuthenticationRefusal.certificateMissing, .certificateWithoutCommonName(subject: ""),
    .unusableCertificateName(""),
])
func `a certificate that names nobody is a bad user name`(refusal: AuthenticationRefusal) {
    #expect(refusal.answer == .badUserNameOrPassword)
}

@Test func `a listener's missing password file is refused before anyone connects`() {
    let listener = ListenerSettings(
        address: .tcp(host: nil, port: 1883), passwordFile: "/nowhere/users")
    #expect(throws: PasswordFileRefusal.self) { try Authenticator(listener: listener) }
}
