import CertificateJudgement
import FaultCatalogue
import Testing

@Suite struct CredentialFileTests {
    private static let certificate =
        "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n"
    private static let key = "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n"
    private static let parameters =
        "-----BEGIN EC PARAMETERS-----\nAQ==\n-----END EC PARAMETERS-----\n"

    private func file(
        _ contents: CredentialFile.Contents, _ purpose: CredentialFile.Purpose,
        hasPassphrase: Bool = false
    ) -> CredentialFile {
        CredentialFile(
            "/etc/my pump.pem", purpose, of: .client, hasPassphrase: hasPassphrase,
            contents: contents)
    }

    private func file(_ text: String, _ purpose: CredentialFile.Purpose) -> CredentialFile {
        file(.bytes(Array(text.utf8)), purpose)
    }

    @Test(arguments: [
        (certificate, CredentialFile.Purpose.authorities),
        (certificate + certificate, .certificateChain),
        (certificate + key, .certificateChain),
        (key, .privateKey),
        (certificate + key, .privateKey),
        (
            parameters + "-----BEGIN EC PRIVATE KEY-----\nAQ==\n-----END EC PRIVATE KEY-----",
            .privateKey
        ),
        ("-----BEGIN X509 CRL-----\nAQID\n-----END X509 CRL-----\n", .revocationLists),
    ])
    func `nothing is said of a sound file`(text: String, purpose: CredentialFile.Purpose) {
        #expect(file(text, purpose).findings.isEmpty)
    }

    static let faulty: [(String, CredentialFile.Purpose, FaultID, String)] = [
        (key, .certificateChain, .filesSwapped, "swap the two files"),
        (certificate, .privateKey, .filesSwapped, "swap the two files"),
        ("", .privateKey, .notPEM, "copy it again"),
        (certificate, .revocationLists, .notPEM, "name a file with revocation list"),
        (parameters, .authorities, .notPEM, "name a file with certificate"),
        ("hello\n", .privateKey, .notPEM, "name a file with a private key"),
        (
            "-----BEGIN CERTIFICATE REQUEST-----\nAQ==\n-----END CERTIFICATE REQUEST-----\n",
            .certificateChain, .certificateUnreadable, "apus cert sign '/etc/my pump.pem'"
        ),
        ("\u{FEFF}" + certificate, .authorities, .notPEM, "sed -i '1s/^\\xEF\\xBB\\xBF//'"),
        (
            String(certificate.dropLast()) + certificate, .authorities, .blocksJoined,
            #"sed -i 's/----------BEGIN/-----\n-----BEGIN/' '/etc/my pump.pem'"#
        ),
        ("-----BEGIN CERTIFICATE-----\nAQID\n", .authorities, .notPEM, "copy it again"),
    ]

    @Test(arguments: faulty)
    func `a faulty file is named with its cure`(
        text: String, purpose: CredentialFile.Purpose, id: FaultID, cure: String
    ) throws {
        let findings = file(text, purpose).findings
        #expect(findings.map(\.id) == [id])
        let finding = try #require(findings.first)
        #expect(finding.cure.contains(cure))
        #expect(finding.what.contains("\(purpose.rawValue) '/etc/my pump.pem'"))
        #expect(finding.culprit == .client && finding.weight == .fault)
    }

    @Test(arguments: [
        (
            [0x30, 4, 2, 1, 0, 5, 0, 0], CredentialFile.Purpose.privateKey,
            "openssl pkey -inform DER"
        ),
        ([0x30, 6, 0x30, 0, 0, 0, 0, 0], .privateKey, "openssl pkey -inform DER"),
        ([0x30, 6, 0x30, 0, 0, 0, 0, 0], .certificateChain, "openssl x509 -inform DER"),
        ([0x30, 6, 0x30, 0, 0, 0, 0, 0], .revocationLists, "openssl crl -inform DER"),
        ([0x30, 6, 2, 1, 3, 0x30, 1, 0], .certificateChain, "openssl pkcs12 -in"),
        ([0xFF, 0xFE, 0x2D, 0], .certificateChain, "iconv -f UTF-16"),
    ])
    func `a file of another form is converted by a command`(
        bytes: [UInt8], purpose: CredentialFile.Purpose, cure: String
    ) {
        let findings = file(.bytes(bytes), purpose).findings
        #expect(findings.map(\.id) == [.notPEM])
        #expect(findings.first?.cure.contains(cure) == true)
    }

    @Test func `an encrypted key is a fault only without its passphrase`() {
        let text =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAQ==\n-----END ENCRYPTED PRIVATE KEY-----\n"
        let findings = file(text, .privateKey).findings
        #expect(findings.map(\.id) == [.keyEncrypted])
        #expect(findings.first?.cure.contains("openssl pkey -in '/etc/my pump.pem'") == true)
        let bytes = CredentialFile.Contents.bytes(Array(text.utf8))
        #expect(file(bytes, .privateKey, hasPassphrase: true).findings.isEmpty)
    }

    @Test func `a TRUSTED CERTIFICATE works here, and is warned of with what programs make of it`()
    {
        let text =
            "-----BEGIN TRUSTED CERTIFICATE-----\nAQ==\n-----END TRUSTED CERTIFICATE-----\n"
        let findings = file(text, .authorities).findings
        #expect(findings.map(\.id) == [.trustedCertificate])
        #expect(findings.map(\.weight) == [.warning])
        #expect(findings.first?.opinions.count == 3)
    }

    @Test func `a file that cannot be read says who may not, and what lets them`() throws {
        #expect(file(.missing, .authorities).findings.map(\.id) == [.fileMissing])
        let finding = try #require(
            file(.forbidden(user: "mosquitto"), .privateKey).findings.first)
        #expect(finding.id == .keyUnreadable)
        #expect(finding.what.hasPrefix("user 'mosquitto' may not read the key file"))
        #expect(finding.cure.contains("sudo chown mosquitto '/etc/my pump.pem'"))
        let folder = file(.unreadable(reason: "Is a directory"), .authorities).findings
        #expect(folder.first?.what.hasSuffix("cannot be read: Is a directory") == true)
    }

    @Test func `a key's bytes stand in no message`() {
        let text = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0!\n-----END PRIVATE KEY-----\n"
        let lines = file(text, .privateKey).findings.map(\.line)
        #expect(lines.count == 1)
        #expect(!lines.joined().contains("c2Vjc") && !lines.joined().contains("secret"))
    }
}
