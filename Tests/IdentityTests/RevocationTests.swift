import Foundation
import Identity
import Testing
import X509

/// Lists of what was taken back, with openssl as their reader.
@Suite struct RevocationTests {
    let folder: TemporaryFolder
    let now = Date()

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.store.makeAuthority()
        _ = try folder.store.make([.device(DeviceName("lost")), .device(DeviceName("kept"))])
    }

    private func verify(_ stem: String, _ options: String = "") throws -> ToolRun {
        try .openssl(
            "verify -x509_strict -crl_check -CAfile pki/ca.crt -CRLfile pki/ca.crl \(options)"
                + " pki/\(stem).crt", in: folder)
    }

    private func listText() throws -> String {
        try ToolRun.openssl("crl -in pki/ca.crl -CAfile pki/ca.crt -text -noout", in: folder).text
    }

    @Test func `openssl refuses what was taken back and accepts the rest`() throws {
        let list = try folder.store.revoke(["lost"], reason: .keyCompromise)
        #expect(list.newCount == 1)
        #expect(list.count == 1)
        let lost = try verify("lost")
        #expect(lost.status != 0)
        #expect(lost.text.contains("error 23"))
        #expect(try verify("kept").status == 0)
        #expect(try folder.mode(of: "pki/ca.crl") == 0o644)
        #expect(try folder.read("pki/ca.crl").hasSuffix("-----END X509 CRL-----\n"))
    }

    @Test func `an empty list is one that openssl accepts`() throws {
        let list = try folder.store.renewRevocationList()
        #expect(list.count == 0)
        #expect(try listText().contains("No Revoked Certificates"))
        #expect(try verify("lost").status == 0)
    }

    @Test(arguments: [
        "verify OK", "Version 2", "X509v3 CRL Number", "X509v3 Authority Key Identifier",
        "ecdsa-with-SHA256", "Privilege Withdrawn",
    ])
    func `a list has the profile's part`(part: String) throws {
        _ = try folder.store.revoke(["lost"], reason: .privilegeWithdrawn)
        #expect(try listText().contains(part))
    }

    @Test func `no reason is said by saying nothing`() throws {
        _ = try folder.store.revoke(["lost"])
        #expect(try !listText().contains("Reason Code"))
    }

    @Test func `a name stands for every certificate that was issued under it`() throws {
        let store = folder.store
        let old = try CertificateFile(reading: store.folder + "/lost.crt").certificate
        _ = try store.renew("lost")
        let list = try store.revoke(["lost"])
        #expect(list.newCount == 2)
        let read = try RevocationList(reading: list.path)
        #expect(read.entries.contains { $0.serialNumber == old.serialBytes })
    }

    @Test func `a name counts also when its files are gone`() throws {
        let store = folder.store
        try FileManager.default.removeItem(atPath: store.folder + "/lost.crt")
        #expect(try store.revoke(["lost"]).newCount == 1)
    }

    @Test func `a file and a serial number stand for one certificate`() throws {
        let store = folder.store
        let path = store.folder + "/lost.crt"
        try FileManager.default.copyItem(atPath: path, toPath: folder.path + "/found.pem")
        _ = try store.renew("lost")
        #expect(try store.revoke([folder.path + "/found.pem"]).newCount == 1)
        #expect(try verify("lost").status == 0)
        let serial = try CertificateFile(reading: path).certificate.serialBytes
        let written = serial.map { String($0, radix: 16) }
            .map { $0.count == 1 ? "0" + $0 : $0 }.joined(separator: ":")
        #expect(try store.revoke([written]).newCount == 1)
        #expect(try verify("lost").status != 0)
    }

    @Test func `what is taken back twice stands in the list once, with its first date`() throws {
        let store = folder.store
        let first = try store.revoke(["lost"], reason: .superseded)
        let again = try store.revoke(["lost"], reason: .keyCompromise, now: now + 9_000)
        #expect(again.newCount == 0)
        #expect(again.count == 1)
        let entry = try #require(try RevocationList(reading: first.path).entries.first)
        #expect(entry.reason == .superseded)
    }

    @Test func `list numbers grow, with the clock, against it and after a loss`() throws {
        let store = folder.store
        func number(_ now: Date) throws -> UInt64 {
            let list = try store.renewRevocationList(now: now)
            return try #require(try RevocationList(reading: list.path).number)
        }
        let first = try number(now)
        #expect(try number(now) == first + 1)
        #expect(try number(now - 86_400) == first + 2)
        try FileManager.default.removeItem(atPath: store.authorityFiles.revocationList)
        #expect(try number(now + 10) > first + 2)
    }

    @Test func `a list lasts as long as the authority or as many days as are asked for`() throws {
        let store = folder.store
        let authority = try CertificateFile(reading: store.authorityFiles.certificate).certificate
        #expect(try store.renewRevocationList().nextUpdate == authority.notValidAfter)
        let short = try #require(try store.renewRevocationList(days: 30, now: now).nextUpdate)
        #expect(abs(short.timeIntervalSince(now) - 30 * 86_400) < 2)
        #expect(throws: IdentityError.lifetime(days: 0, daysMax: Lifetime.daysMax)) {
            try store.renewRevocationList(days: 0)
        }
    }

    @Test func `a list of openssl's is read, and its number continued`() throws {
        try folder.write("", to: "empty.txt")
        try folder.write("FFFFFFFFFF01\n", to: "number")
        try folder.write(
            """
            [ca]
            default_ca = own
            [own]
            database = empty.txt
            crlnumber = number
            default_md = sha256
            default_crl_days = 9
            certificate = pki/ca.crt
            private_key = pki/ca.key
            """, to: "ca.cnf")
        let made = try ToolRun.openssl("ca -config ca.cnf -gencrl -out pki/ca.crl", in: folder)
        #expect(made.status == 0, "\(made.text)")
        let store = folder.store
        let theirs = try RevocationList(reading: store.authorityFiles.revocationList)
        #expect(theirs.number == 0xFFFF_FFFF_FF01)
        let ours = try RevocationList(reading: store.revoke(["lost"]).path)
        #expect(ours.number == 0xFFFF_FFFF_FF02)
    }

    @Test func `a forged list is not the authority's`() throws {
        let store = folder.store
        let authority = try CertificateFile(reading: store.authorityFiles.certificate).certificate
        let list = try RevocationList(reading: store.revoke(["lost"]).path)
        #expect(list.isSigned(by: authority))
        var bytes = list.der
        let serial = try #require(list.entries.first?.serialNumber)
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: serial) })
        bytes[place + 3] ^= 1
        let forged = try RevocationList(derEncoded: bytes)
        #expect(!forged.isSigned(by: authority))
        let other = try TemporaryFolder()
        _ = try other.store.makeAuthority()
        let otherPath = other.store.authorityFiles.certificate
        #expect(!list.isSigned(by: try CertificateFile(reading: otherPath).certificate))
    }

    @Test func `a list cut anywhere or with any changed byte never traps`() throws {
        let list = try RevocationList(
            reading: folder.store.revoke(["lost"], reason: .keyCompromise).path)
        for end in list.der.indices {
            _ = try? RevocationList(derEncoded: Array(list.der[..<end]))
        }
        for index in list.der.indices {
            for bit in [0x01, 0x80, 0xFF] as [UInt8] {
                var bytes = list.der
                bytes[index] ^= bit
                _ = try? RevocationList(derEncoded: bytes)
            }
        }
    }

    @Test func `what is nobody's, and the authority itself, cannot be taken back`() throws {
        let store = folder.store
        #expect(throws: IdentityError.nothingToRevoke("ghost")) { try store.revoke(["ghost"]) }
        #expect(throws: IdentityError.nothingToRevoke("00:11")) { try store.revoke(["00:11"]) }
        #expect(throws: IdentityError.name("ca", .reserved)) { try store.revoke(["ca"]) }
        let other = try TemporaryFolder()
        _ = try other.store.makeAuthority()
        let made = try other.store.make([.device(DeviceName("lost"))])
        #expect(throws: IdentityError.otherAuthority(path: made[0].certificatePath)) {
            try store.revoke([made[0].certificatePath])
        }
        #expect(!FileManager.default.fileExists(atPath: store.authorityFiles.revocationList))
    }

    @Test func `of several words none is taken back when one is wrong`() throws {
        let store = folder.store
        #expect(throws: IdentityError.nothingToRevoke("ghost")) {
            try store.revoke(["lost", "ghost"])
        }
        #expect(try store.ledger().entries.allSatisfy { !$0.isRevoked })
    }

    @Test func `a certificate of openssl's with our authority can be taken back by its file`()
        throws
    {
        try folder.write("extendedKeyUsage = clientAuth\n", to: "leaf.cnf")
        for line in [
            "req -new -newkey rsa:2048 -nodes -subj /O=ISIS/CN=old -keyout o.key -out o.csr",
            "x509 -req -in o.csr -CA pki/ca.crt -CAkey pki/ca.key -set_serial 0x00F1 -days 9"
                + " -extfile leaf.cnf -out o.pem",
        ] {
            let run = try ToolRun.openssl(line, in: folder)
            #expect(run.status == 0, "\(run.text)")
        }
        #expect(try folder.store.revoke([folder.path + "/o.pem"]).newCount == 1)
        let run = try ToolRun.openssl(
            "verify -crl_check -CAfile pki/ca.crt -CRLfile pki/ca.crl o.pem", in: folder)
        #expect(run.text.contains("error 23"))
    }

    @Test func `an authority that may not sign lists says so`() throws {
        let other = try TemporaryFolder()
        try other.write(
            """
            [req]
            distinguished_name = dn
            x509_extensions = v3
            [dn]
            [v3]
            basicConstraints = critical,CA:TRUE
            keyUsage = critical,keyCertSign
            subjectKeyIdentifier = hash
            """, to: "ca.cnf")
        try FileManager.default.createDirectory(
            atPath: other.path + "/pki", withIntermediateDirectories: true)
        let made = try ToolRun.openssl(
            "req -x509 -newkey rsa:2048 -nodes -subj /CN=theirs -days 9 -config ca.cnf"
                + " -keyout pki/ca.key -out pki/ca.crt", in: other)
        #expect(made.status == 0, "\(made.text)")
        let path = other.store.authorityFiles.certificate
        #expect(throws: IdentityError.mayNotRevoke(path: path)) {
            try other.store.renewRevocationList()
        }
    }
}
