import CertificateJudgement
import FaultCatalogue
import Foundation
import Identity
import Testing

@Suite struct ChainJudgeTests {
    @Test(arguments: Trial.untrusted + Trial.unfit + Trial.untimely)
    func `what makes connections fail comes first, with its culprit, and openssl agrees`(
        trial: Trial
    ) throws {
        let workshop = try Workshop()
        let scene = try trial.build(workshop)
        let findings = scene.findings
        let first = try #require(findings.first)
        #expect(first.id == trial.id, "\(findings.map(\.line))")
        #expect(first.culprit == trial.culprit, "\(first.line)")
        #expect(first.weight == .fault)
        let refusal = try scene.refusal(in: workshop)
        #expect((refusal != nil) == trial.isOracleOfOneMind, "\(refusal ?? "openssl accepts")")
    }

    @Test(arguments: Trial.doubtful)
    func `what works here and now is a warning, and openssl accepts it`(trial: Trial) throws {
        let workshop = try Workshop()
        let scene = try trial.build(workshop)
        let findings = scene.findings
        let named = try #require(findings.first { $0.id == trial.id }, "\(findings.map(\.line))")
        #expect(named.culprit == trial.culprit)
        #expect(findings.allSatisfy { $0.weight == .warning }, "\(findings.map(\.line))")
        #expect(try scene.refusal(in: workshop) == nil)
        if trial.id == .strictVerification {
            #expect(try scene.refusal(in: workshop, options: ["-x509_strict"]) != nil)
        }
    }

    @Test(arguments: Trial.healthy)
    func `of a healthy chain there is nothing to say, and openssl is strictly content`(
        trial: Trial
    ) throws {
        let workshop = try Workshop()
        let scene = try trial.build(workshop)
        #expect(scene.findings.map(\.line) == [])
        #expect(try scene.refusal(in: workshop, options: ["-x509_strict"]) == nil)
    }

    @Test func `there are at least twenty healthy chains`() {
        #expect(Trial.healthy.count >= 20)
    }

    @Test(arguments: ["localhost", "192.168.56.101"])
    func `the lab's two lines mend what two equal names broke`(host: String) throws {
        let workshop = try Workshop()
        let name = "/C=FR/ST=France/O=ISIS"
        for file in ["ca", "broker"] {
            try workshop.openssl(
                ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(file).key"]
                    + ["-subj", name, "-out", "\(file).csr"])
        }
        try workshop.openssl(
            ["x509", "-req", "-in", "ca.csr", "-signkey", "ca.key", "-out", "ca.crt"])
        try workshop.openssl(
            ["x509", "-req", "-in", "broker.csr", "-CA", "ca.crt", "-CAkey", "ca.key"]
                + ["-CAcreateserial", "-days", "100", "-out", "broker.crt"])
        var chain = try labCase(in: workshop, host: host)
        chain.places = .init(authorities: "ca.crt", certificate: "broker.crt")
        let finding = try #require(ChainJudge.findings(in: chain).first)
        #expect(finding.id == .sharedSubjectName)
        #expect(finding.cure.contains("apus ca init"))

        let commands = finding.cure.split(separator: "`").enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
        for command in commands.prefix(2) { try workshop.shell(command) }

        #expect(
            ChainJudge.findings(in: try labCase(in: workshop, host: host)).allSatisfy {
                $0.weight == .warning
            })
        let wanted = host == "localhost" ? "-verify_hostname" : "-verify_ip"
        try workshop.openssl(
            ["verify", "-CAfile", "ca.crt", "-purpose", "sslserver", wanted, host, "broker.crt"])
    }

    private func labCase(in workshop: Workshop, host: String) throws -> ChainCase {
        let authority = try Made(file: "ca.crt", key: "", in: workshop.folder)
        let server = try Made(file: "broker.crt", key: "", in: workshop.folder)
        let scene = Scene(presented: [server], anchors: [authority], host: host)
        return ChainCase(
            presented: [server.facts], anchors: [authority.facts], role: .server, now: scene.now,
            host: host)
    }

    @Test(.enabled(if: SystemAuthorities.areInstalled))
    func `every authority of the system is read, and there is nothing to say of its own`() throws {
        let authorities = try SystemAuthorities.all()
        #expect(authorities.count > 50)
        for authority in authorities where authority.looksSelfSigned {
            #expect(authority.verdict(onSignatureOf: authority) == .valid)
            let chain = ChainCase(
                presented: [authority], anchors: authorities, role: .client,
                now: authority.notBefore)
            let findings = ChainJudge.findings(in: chain).filter { $0.weight == .fault }
            #expect(findings.allSatisfy { $0.id == .purposeNotAllowed || $0.id == .peerClockWrong })
        }
    }

    @Test func `of what apus makes there is nothing to say`() throws {
        let workshop = try Workshop()
        let store = IdentityStore(folder: workshop.folder.path)
        let authority = try workshop.read(try store.ensureAuthority().certificatePath)
        let server = try workshop.read(
            try store.ensureServer(names: ["localhost", "127.0.0.1", "*.lab.example"])
                .certificatePath)
        let device = try workshop.read(try store.ensureDevice(name: "sensor-1").certificatePath)
        for host in ["localhost", "127.0.0.1", "pi.lab.example", nil] {
            let scene = Scene(presented: [server], anchors: [authority], host: host)
            #expect(scene.findings.map(\.line) == [])
        }
        let scene = Scene(presented: [device, authority], anchors: [authority], role: .client)
        #expect(scene.findings.map(\.line) == [])
    }

    @Test func `who shows nothing is not judged`() {
        let chain = ChainCase(presented: [], anchors: [], role: .client, now: 0)
        #expect(ChainJudge.findings(in: chain).isEmpty)
    }

    @Test func `names in a finding neither break its line nor grow without end`() throws {
        let workshop = try Workshop()
        let authority = try workshop.authority()
        let name = Array((String(repeating: "x", count: 300) + "\n.example").utf8)
        let size = [UInt8(name.count >> 8), UInt8(name.count & 0xFF)]
        let inner = [0x82, 0x82] + size + name
        let outer = [0x30, 0x82, UInt8(inner.count >> 8), UInt8(inner.count & 0xFF)] + inner
        let value = outer.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let server = try workshop.server(by: authority, ["subjectAltName": "DER:\(value)"])
        let findings = Scene(presented: [server], anchors: [authority]).findings
        #expect(findings.first?.id == .hostNameNotInCertificate)
        #expect(findings.allSatisfy { !$0.line.contains("\n") && $0.line.count < 1_500 })
    }
}
