import Foundation
import Identity
import Testing
import X509

/// Certificates issued again.
@Suite struct RenewTests {
    let folder: TemporaryFolder
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.store.makeAuthority(now: now)
    }

    private func certificate(_ stem: String) throws -> CertificateFile {
        try CertificateFile(reading: "\(folder.store.folder)/\(stem).crt")
    }

    @Test func `the key, the names and the use stay; the serial number and the end are new`()
        throws
    {
        let store = folder.store
        _ = try store.make(
            [.server(ServerNames(["broker.example", "10.0.0.1"]))], days: 10, now: now)
        let (old, key) = (
            try certificate("broker.example"), try folder.read("pki/broker.example.key")
        )
        let made = try store.renew("broker.example", now: now)
        let new = try certificate("broker.example").certificate
        #expect(made.serverNames == ["broker.example", "10.0.0.1"])
        #expect(new.publicKey == old.certificate.publicKey)
        #expect(new.serialNumber != old.certificate.serialNumber)
        #expect(new.notValidAfter == now + Double(Lifetime.serverDays) * 86_400)
        #expect(try folder.read("pki/broker.example.key") == key)
    }

    @Test func `no renewal outlives the authority`() throws {
        let store = folder.store
        _ = try store.make([.device(DeviceName("pump"))], now: now)
        let authority = try certificate("ca").certificate
        _ = try store.renew("pump", days: 36_500, now: now + 1_000_000)
        #expect(try certificate("pump").certificate.notValidAfter == authority.notValidAfter)
    }

    @Test func `with a new key both files are new and belong together`() throws {
        let store = folder.store
        let old = try store.make([.device(DeviceName("pump"))], now: now)
        let key = try folder.read("pki/pump.key")
        _ = try store.renew("pump", newKey: .replace(nil), now: now)
        #expect(try folder.read("pki/pump.key") != key)
        let new = try KeyFile(reading: old[0].keyPath).key.publicKey
        #expect(try certificate("pump").certificate.publicKey == new)
        #expect(try folder.mode(of: "pki/pump.key") == 0o600)
    }

    @Test func `a certificate whose key is elsewhere is renewed for the same key`() throws {
        let store = folder.store
        _ = try store.make([.device(DeviceName("pump"))], now: now)
        try FileManager.default.removeItem(atPath: store.folder + "/pump.key")
        let old = try certificate("pump").certificate
        _ = try store.renew("pump", now: now)
        #expect(try certificate("pump").certificate.publicKey == old.publicKey)
        _ = try store.makeAuthority(replacing: true, now: now)
        #expect(throws: IdentityError.otherAuthority(path: store.folder + "/pump.crt")) {
            try store.renew("pump", now: now)
        }
    }

    @Test func `the subject of openssl's certificate stays as rules may know it`() throws {
        try folder.write("extendedKeyUsage = clientAuth\n", to: "leaf.cnf")
        for line in [
            "req -new -newkey rsa:2048 -nodes -subj /C=FR/O=ISIS/CN=old -keyout pki/old.key"
                + " -out o.csr",
            "x509 -req -in o.csr -CA pki/ca.crt -CAkey pki/ca.key -set_serial 7 -days 9"
                + " -extfile leaf.cnf -out pki/old.crt",
        ] {
            let run = try ToolRun.openssl(line, in: folder)
            #expect(run.status == 0, "\(run.text)")
        }
        _ = try folder.store.renew("old")
        let text = try ToolRun.openssl("x509 -in pki/old.crt -noout -subject", in: folder).text
        #expect(text == "subject=C = FR, O = ISIS, CN = old\n")
    }

    @Test func `a key that was taken back is not certified again`() throws {
        let store = folder.store
        _ = try store.make([.device(DeviceName("pump"))], now: now)
        _ = try store.revoke(["pump"], reason: .keyCompromise, now: now)
        #expect(throws: IdentityError.revoked(path: store.folder + "/pump.crt")) {
            try store.renew("pump", now: now)
        }
        _ = try store.renew("pump", newKey: .replace(nil), now: now)
        #expect(try store.ledger().entries.map(\.isRevoked) == [true, false])
    }

    @Test(arguments: [
        ("ca", IdentityError.name("ca", .reserved)),
        ("../pki/pump", .name("../pki/pump", .pathSeparator)),
    ])
    func `a word that is no name of the folder is refused`(word: String, error: IdentityError) {
        #expect(throws: error) { try folder.store.renew(word, now: now) }
    }

    @Test func `a name that is not there is named as its file`() {
        let path = folder.store.folder + "/ghost.crt"
        #expect(throws: IdentityError.file(path: path, .missing)) {
            try folder.store.renew("ghost", now: now)
        }
    }

    @Test func `another's key beside the certificate stops a renewal`() throws {
        let store = folder.store
        let made = try store.make([.device(DeviceName("a")), .device(DeviceName("b"))], now: now)
        try FileManager.default.removeItem(atPath: made[0].keyPath)
        try FileManager.default.copyItem(atPath: made[1].keyPath, toPath: made[0].keyPath)
        let error = IdentityError.keyMismatch(
            certificate: made[0].certificatePath, key: made[0].keyPath)
        #expect(throws: error) { try store.renew("a", now: now) }
    }
}
