import CertificateJudgement
import Foundation
import Testing

@Suite struct CertificateFactsTests {
    private let workshop: Workshop
    private let authority: Made

    init() throws {
        workshop = try Workshop()
        authority = try workshop.make(
            "/O=ISIS/CN=ISIS CA", key: "P-256.ca",
            [
                "basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign",
                "subjectKeyIdentifier=hash",
            ])
    }

    @Test(
        arguments: [
            "/C=FR/ST=France/O=ISIS", "/CN=a, b\\+c\"d\\\\e<f>g;h", "/CN=# leading/O= both ",
            "/CN=Émile 日本/O=ISIS", "/O=two+CN=at once/C=FR", "/emailAddress=a@b.c/UID=7",
            "/DC=org/DC=apus/serialNumber=12/GN=G/SN=S",
        ])
    func `a name is written as openssl writes it [RFC 2253]`(name: String) throws {
        let made = try workshop.make(name, options: ["-multivalue-rdn"])
        let said = try workshop.openssl(
            ["x509", "-in", made.file, "-noout", "-subject", "-nameopt", "RFC2253"])
        #expect("subject=\(made.facts.subject.text)\n" == said)
        #expect(made.facts.issuer == made.facts.subject)
        #expect(made.facts.version == 1)
    }

    @Test func `dates, serial number and fingerprint are those that openssl reads`() throws {
        let made = try workshop.make("/CN=a", days: 20_000)
        let said = try workshop.openssl([
            "x509", "-in", made.file, "-noout", "-serial", "-fingerprint", "-sha256", "-startdate",
            "-enddate", "-dateopt", "iso_8601",
        ])
        let format = ISO8601DateFormatter()
        func text(_ seconds: Int64) -> String {
            format.string(from: Date(timeIntervalSince1970: Double(seconds)))
                .replacingOccurrences(of: "T", with: " ")
        }
        let facts = made.facts
        let serial = facts.serialNumber.drop { $0 == 0 }.map { String(format: "%02X", $0) }.joined()
        #expect(said.contains("serial=\(serial)\n"))
        #expect(
            said.replacingOccurrences(of: ":", with: "").lowercased()
                .contains("fingerprint=\(facts.fingerprint)\n"))
        #expect(said.contains("notBefore=\(text(facts.notBefore))\n"))
        #expect(said.contains("notAfter=\(text(facts.notAfter))\n"))
        #expect(
            text(facts.notAfter).prefix(16) == CalendarText.text(of: facts.notAfter).prefix(16))
    }

    @Test(
        arguments: [
            ("P-256", .p256), ("P-384", .p384), ("P-521", .p521), ("secp256k1", .secp256k1),
            ("rsa:1024", .rsa(bits: 1024)), ("rsa:2048", .rsa(bits: 2048)), ("ED25519", .ed25519),
            ("explicit", .explicitParameters), ("brainpoolP256r1", .other(objectID: brainpool)),
            ("ED448", .other(objectID: "1.3.101.113")),
        ] as [(String, KeyKind)])
    func `every kind of key is told`(name: String, kind: KeyKind) throws {
        let made = try workshop.make("/CN=a", key: name)
        #expect(made.facts.key.kind == kind)
        let verdict = made.facts.verdict(onSignatureOf: made.facts)
        switch kind {
        case .secp256k1, .explicitParameters, .other: #expect(verdict == .unknown)
        default: #expect(verdict == .valid)
        }
        let foreign = authority.facts.verdict(onSignatureOf: made.facts)
        #expect(foreign == (kind == .other(objectID: "1.3.101.113") ? .unknown : .invalid))
    }

    private static let brainpool = "1.3.36.3.3.2.8.1.1.7"

    @Test(
        arguments: [
            ("sha1", [], .rsa(.sha1), .valid), ("md5", [], .rsa(.md5), .unknown),
            ("sha512", [], .rsa(.sha512), .valid), ("sha224", [], .rsa(.sha224), .unknown),
            ("sha256", pss, .rsaPSS(.sha256), .valid), ("sha384", pss, .rsaPSS(.sha384), .valid),
        ] as [(String, [String], SignatureAlgorithm, SignatureVerdict)])
    func `every signature is told and checked where it can be`(
        digest: String, options: [String], algorithm: SignatureAlgorithm, verdict: SignatureVerdict
    ) throws {
        let made = try workshop.make(
            "/CN=a", key: "rsa:2048", options: ["-\(digest)"] + options)
        #expect(made.facts.signature.algorithm == algorithm)
        #expect(made.facts.verdict(onSignatureOf: made.facts) == verdict)
    }

    private static let pss = [
        "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:-1",
    ]

    @Test func `every extension that matters is read`() throws {
        let made = try workshop.make(
            "/CN=a", by: authority,
            [
                "basicConstraints=CA:FALSE", "keyUsage=critical,digitalSignature,keyAgreement",
                "extendedKeyUsage=serverAuth,1.2.3.4", "subjectKeyIdentifier=hash",
                "authorityKeyIdentifier=keyid,issuer:always",
                "subjectAltName=DNS:a.b,DNS:*.c,IP:192.168.56.101,IP:::1,email:x@y.z,URI:urn:a",
                "crlDistributionPoints=URI:http://a/b.crl", "1.2.3.5=critical,ASN1:NULL",
                "1.2.3.6=ASN1:NULL",
            ])
        let facts = made.facts
        let extensions = facts.extensions
        #expect(facts.version == 3)
        #expect(extensions.basicConstraints?.isAuthority == false)
        #expect(extensions.keyUsage == [.digitalSignature, .keyAgreement])
        #expect(extensions.purposes == ["1.3.6.1.5.5.7.3.1", "1.2.3.4"])
        #expect(extensions.subjectKeyID?.count == 20)
        #expect(
            extensions.authorityKeyID?.keyID == authority.facts.extensions.subjectKeyID)
        #expect(extensions.authorityKeyID?.issuer == authority.facts.subject)
        #expect(extensions.authorityKeyID?.serialNumber == authority.facts.serialNumber)
        #expect(facts.dnsNames == ["a.b", "*.c"])
        #expect(
            facts.addresses == [[192, 168, 56, 101], [UInt8](repeating: 0, count: 15) + [1]])
        #expect(extensions.alternativeNames?.emails == ["x@y.z"])
        #expect(extensions.alternativeNames?.uris == ["urn:a"])
        #expect(extensions.listLocations == ["http://a/b.crl"])
        #expect(extensions.unknownCriticalIDs == ["1.2.3.5"])
        #expect(extensions.unreadableIDs.isEmpty)
        #expect(authority.facts.verdict(onSignatureOf: facts) == .valid)
        let above = authority.facts.extensions.basicConstraints
        #expect(above?.isAuthority == true && above?.pathLength == 0 && above?.isCritical == true)
    }

    @Test func `constraints on names are read`() throws {
        let made = try workshop.make(
            "/CN=a",
            [
                "nameConstraints=critical,permitted;DNS:a.b,permitted;IP:10.0.0.0/255.0.0.0,"
                    + "excluded;dirName:more_name", "[more_name]", "O=ISIS",
            ])
        let constraints = try #require(made.facts.extensions.nameConstraints)
        #expect(constraints.permitted.dnsNames == ["a.b"])
        #expect(constraints.permitted.addresses == [[10, 0, 0, 0, 255, 0, 0, 0]])
        #expect(constraints.excluded.directoryNames.map(\.text) == ["O=ISIS"])
    }

    @Test(
        arguments: [
            ("/O=ISIS", "/O=isis", true), ("/O=A  B", "/O= a b ", true), ("/O=A", "/CN=A", false),
            ("/C=FR/O=A", "/O=A/C=FR", false), ("/O=É", "/O=é", false),
        ])
    func `names are equal where openssl takes them for equal`(
        first: String, second: String, isSame: Bool
    ) throws {
        let one = try workshop.make(first, key: "P-256.ca")
        let other = try workshop.make(second, key: "P-256.ca")
        #expect(one.facts.subject.isSame(as: other.facts.subject) == isSame)
        let leaf = try workshop.make("/CN=leaf", by: one)
        let status = try workshop.run(["verify", "-CAfile", other.file, leaf.file]).status
        #expect((status == 0) == isSame)
    }

    @Test func `a revocation list says what was taken back, when and why`() throws {
        let leaf = try workshop.make("/CN=leaf", by: authority)
        let list = try workshop.list(of: authority, revoking: [leaf], reason: "keyCompromise").facts
        #expect(list.issuer == authority.facts.subject)
        #expect(list.revoked == [leaf.facts.serialNumber])
        #expect(list.revocations[leaf.facts.serialNumber]?.reason == "key compromised")
        #expect(list.nextUpdate == list.thisUpdate + 30 * 86_400)
        #expect(list.authorityKeyID?.keyID == authority.facts.extensions.subjectKeyID)
        #expect(authority.facts.verdict(onSignatureOf: list) == .valid)
        #expect(leaf.facts.verdict(onSignatureOf: list) == .invalid)
    }
}
