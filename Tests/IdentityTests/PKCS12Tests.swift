import Foundation
import Identity
import Testing

/// One file with key and certificates, for other programs.
@Suite struct PKCS12Tests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.store.makeAuthority()
    }

    private func openssl(_ line: String, password: String) throws -> ToolRun {
        try ToolRun(
            "openssl",
            line.split(separator: " ").map(String.init) + ["-passin", "pass:" + password],
            in: folder)
    }

    @Test(arguments: [KeyType.p256, .rsa2048])
    func `openssl reads key and certificates as they are on disk`(type: KeyType) throws {
        _ = try folder.store.make([.device(DeviceName("pump"))], keyType: type)
        let password = "x y'\"~" + String(repeating: "z", count: 80)
        let path = try folder.store.writePKCS12("pump", password: password)
        #expect(path == folder.store.folder + "/pump.p12")
        #expect(try folder.mode(of: "pki/pump.p12") == 0o600)
        let key = try openssl("pkcs12 -in pki/pump.p12 -nocerts -nodes", password: password)
        #expect(key.status == 0, "\(key.text)")
        #expect(key.text.contains(try folder.read("pki/pump.key")))
        #expect(key.text.contains("friendlyName: pump"))
        let certificates = try openssl("pkcs12 -in pki/pump.p12 -nokeys", password: password).text
        #expect(certificates.contains(try folder.read("pki/pump.crt")))
        #expect(certificates.contains(try folder.read("pki/ca.crt")))
    }

    @Test func `a wrong password and a changed byte are noticed`() throws {
        _ = try folder.store.make([.device(DeviceName("pump"))])
        let path = try folder.store.writePKCS12("pump", password: "secret")
        #expect(try openssl("pkcs12 -in pki/pump.p12 -noout", password: "Secret").status != 0)
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[200] ^= 1
        try bytes.write(to: URL(filePath: path))
        #expect(try openssl("pkcs12 -in pki/pump.p12 -noout", password: "secret").status != 0)
    }

    @Test func `the algorithms are those of today`() throws {
        _ = try folder.store.make([.device(DeviceName("pump"))])
        _ = try folder.store.writePKCS12("pump", password: "secret")
        let text = try openssl("pkcs12 -in pki/pump.p12 -info -noout", password: "secret").text
        #expect(text.contains("MAC: sha256, Iteration 210000"))
        #expect(text.contains("PBES2, PBKDF2, AES-256-CBC, Iteration 210000, PRF hmacWithSHA256"))
        #expect(!text.contains("RC2"))
    }

    @Test(arguments: ["", "pässword", "a\nb", String(repeating: "a", count: 257)])
    func `a password that readers would disagree about is refused`(password: String) throws {
        _ = try folder.store.make([.device(DeviceName("pump"))])
        #expect(throws: IdentityError.password(bytesMax: 256)) {
            try folder.store.writePKCS12("pump", password: password)
        }
    }

    @Test func `a file that is there stays, and a missing key is named`() throws {
        let store = folder.store
        let made = try store.make([.device(DeviceName("pump"))])
        let path = try store.writePKCS12("pump", password: "secret")
        #expect(throws: IdentityError.file(path: path, .alreadyExists)) {
            try store.writePKCS12("pump", password: "secret")
        }
        try FileManager.default.removeItem(atPath: made[0].keyPath)
        #expect(throws: IdentityError.file(path: made[0].keyPath, .missing)) {
            try store.writePKCS12("pump", password: "secret", replacing: true)
        }
    }
}
