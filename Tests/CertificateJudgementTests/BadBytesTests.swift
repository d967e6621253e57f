import CertificateJudgement
import Testing

@Suite struct BadBytesTests {
    private static let everything = [
        "basicConstraints=critical,CA:TRUE,pathlen:1", "keyUsage=critical,keyCertSign,cRLSign",
        "extendedKeyUsage=serverAuth", "subjectKeyIdentifier=hash",
        "authorityKeyIdentifier=keyid,issuer", "subjectAltName=DNS:a,IP:10.0.0.1,dirName:more_name",
        "nameConstraints=permitted;DNS:b", "crlDistributionPoints=URI:http://a/b", "[more_name]",
        "O=ISIS",
    ]

    @Test func `every changed byte and every cut of a certificate gives facts or a fault`() throws {
        let workshop = try Workshop()
        let made = try workshop.make("/C=FR/CN=a", Self.everything)
        let der = made.facts.der
        var refused = 0
        for bytes in Self.mutations(of: der) {
            guard let facts = try? CertificateFacts(der: bytes) else {  // Nil: the fault is wanted.
                refused += 1
                continue
            }
            #expect(facts.der == bytes)
            #expect(facts.verdict(onSignatureOf: facts) != .valid || bytes == der)
            let chain = ChainCase(
                presented: [facts], anchors: [made.facts], role: .server, now: 1_800_000_000,
                host: "a")
            #expect(bytes == der || !ChainJudge.findings(in: chain).isEmpty)
        }
        #expect(refused > der.count)
    }

    @Test func `every changed byte and every cut of a list gives facts or a fault`() throws {
        let workshop = try Workshop()
        let authority = try workshop.make("/C=FR/CN=a", Self.everything)
        let list = try workshop.list(of: authority, revoking: [authority], reason: "superseded")
            .facts
        var refused = 0
        for bytes in Self.mutations(of: list.der) {
            guard let facts = try? RevocationListFacts(der: bytes) else {  // Nil: as above.
                refused += 1
                continue
            }
            #expect(authority.facts.verdict(onSignatureOf: facts) != .valid || bytes == list.der)
        }
        #expect(refused > list.der.count)
    }

    @Test func `what is too large is refused unread`() {
        #expect(throws: CertificateFault.tooLarge(byteCountMax: CertificateFacts.byteCountMax)) {
            try CertificateFacts(
                der: [UInt8](repeating: 0x30, count: CertificateFacts.byteCountMax + 1))
        }
        #expect(throws: CertificateFault.notCertificate(offset: 0)) {
            try CertificateFacts(
                der: [UInt8](repeating: 0x30, count: CertificateFacts.byteCountMax))
        }
        let listMax = RevocationListFacts.byteCountMax
        #expect(throws: CertificateFault.tooLarge(byteCountMax: listMax)) {
            try RevocationListFacts(der: [UInt8](repeating: 0x30, count: listMax + 1))
        }
        #expect(throws: CertificateFault.notRevocationList(offset: 0)) {
            try RevocationListFacts(der: [])
        }
    }

    /// Each byte with its lowest bit and with all its bits turned over, and each beginning.
    private static func mutations(of bytes: [UInt8]) -> [[UInt8]] {
        var all: [[UInt8]] = []
        for place in bytes.indices {
            for mask: UInt8 in [0x01, 0xFF] {
                var changed = bytes
                changed[place] ^= mask
                all.append(changed)
            }
            all.append(Array(bytes.prefix(place)))
        }
        return all
    }
}
