import Foundation
import Identity
import Testing

/// What `apus up` relies on: made once, reused after, mended when it must be.
@Suite struct EnsureTests {
    let folder: TemporaryFolder
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let day: TimeInterval = 86_400

    init() throws {
        folder = try TemporaryFolder()
    }

    private func verify(_ options: String, _ stem: String) throws {
        let run = try ToolRun.openssl(
            "verify -x509_strict -attime 1800000000 -CAfile pki/ca.crt \(options) pki/\(stem).crt",
            in: folder)
        #expect(run.status == 0, "\(run.text)")
    }

    @Test func `the first run makes and the second reuses, byte for byte`() throws {
        let store = folder.store
        for origin in [StoredIdentity.Origin.made, .reused] {
            #expect(try store.ensureAuthority(now: now).origin == origin)
            #expect(try store.ensureServer(names: ["localhost"], now: now).origin == origin)
            #expect(try store.ensureDevice(name: "sensor", now: now).origin == origin)
        }
        let before = try folder.read("pki/sensor.crt")
        _ = try store.ensureDevice(name: "sensor", now: now)
        #expect(try folder.read("pki/sensor.crt") == before)
        try verify("-purpose sslclient", "sensor")
        try verify("-purpose sslserver -verify_hostname localhost", "localhost")
    }

    @Test func `a missing name is added, the others and the key stay`() throws {
        let store = folder.store
        _ = try store.ensureAuthority(now: now)
        _ = try store.ensureServer(names: ["localhost", "mine.example"], now: now)
        let key = try folder.read("pki/localhost.key")
        let again = try store.ensureServer(names: ["localhost", "192.168.56.101"], now: now)
        #expect(again.origin == .renewed(.namesMissing(["192.168.56.101"])))
        #expect(again.serverNames == ["localhost", "192.168.56.101", "mine.example"])
        #expect(try folder.read("pki/localhost.key") == key)
        try verify("-verify_ip 192.168.56.101", "localhost")
        try verify("-verify_hostname mine.example", "localhost")
    }

    @Test func `a changed authority signs the same key again`() throws {
        let store = folder.store
        _ = try store.ensureAuthority(now: now)
        _ = try store.ensureDevice(name: "sensor", now: now)
        let key = try folder.read("pki/sensor.key")
        _ = try store.makeAuthority(replacing: true, now: now)
        let again = try store.ensureDevice(name: "sensor", now: now)
        #expect(again.origin == .renewed(.authorityChanged))
        #expect(try folder.read("pki/sensor.key") == key)
        try verify("-purpose sslclient", "sensor")
    }

    @Test func `a certificate is renewed in its last 30 days and not before`() throws {
        let store = folder.store
        _ = try store.ensureAuthority(now: now)
        let made = try store.ensureServer(names: ["localhost"], now: now)
        let early = made.notAfter - 30 * day
        #expect(try store.ensureServer(names: ["localhost"], now: early).origin == .reused)
        let late = try store.ensureServer(names: ["localhost"], now: early + 1)
        #expect(late.origin == .renewed(.expires(made.notAfter)))
        #expect(late.notAfter > made.notAfter)
    }

    @Test func `a certificate that ends with its authority is not renewed in vain`() throws {
        let store = folder.store
        let authority = try store.ensureAuthority(now: now)
        let made = try store.ensureDevice(name: "sensor", now: now + day)
        #expect(made.notAfter == authority.notAfter)
        let again = try store.ensureDevice(name: "sensor", now: authority.notAfter - day)
        #expect(again.origin == .reused)
    }

    @Test func `a key without certificate, as after a power cut, is used`() throws {
        let store = folder.store
        for stem in ["ca", "sensor"] {
            _ = try store.ensureAuthority(now: now)
            _ = try store.ensureDevice(name: "sensor", now: now)
            let key = try folder.read("pki/\(stem).key")
            try FileManager.default.removeItem(atPath: store.folder + "/\(stem).crt")
            let authority = try store.ensureAuthority(now: now)
            let sensor = try store.ensureDevice(name: "sensor", now: now)
            let mended = stem == "ca" ? authority : sensor
            #expect(mended.origin == .renewed(.certificateMissing))
            #expect(try folder.read("pki/\(stem).key") == key)
            try verify("-purpose sslclient", "sensor")
        }
    }

    @Test func `a certificate of another key is issued again for the key that is there`() throws {
        let store = folder.store
        _ = try store.ensureAuthority(now: now)
        _ = try store.ensureDevice(name: "sensor", now: now)
        let run = try ToolRun.openssl(
            "ecparam -name prime256v1 -genkey -out pki/sensor.key", in: folder)
        #expect(run.status == 0)
        let key = try folder.read("pki/sensor.key")
        #expect(
            try store.ensureDevice(name: "sensor", now: now).origin == .renewed(.keyChanged))
        #expect(try folder.read("pki/sensor.key") == key)
        try verify("-purpose sslclient", "sensor")
    }

    @Test func `a key that cannot be read is an error and stays`() throws {
        let store = folder.store
        _ = try store.ensureAuthority(now: now)
        try folder.write("mine", to: "pki/sensor.key")
        let path = store.folder + "/sensor.key"
        #expect(throws: IdentityError.pem(path: path, .noBlock(label: "PRIVATE KEY"))) {
            try store.ensureDevice(name: "sensor", now: now)
        }
        #expect(try folder.read("pki/sensor.key") == "mine")
    }

    @Test func `a server's certificate is never turned into a device's`() throws {
        let store = folder.store
        _ = try store.ensureAuthority(now: now)
        let server = try store.ensureServer(names: ["localhost"], now: now)
        #expect(throws: IdentityError.otherPurpose(path: server.certificatePath)) {
            try store.ensureDevice(name: "localhost", now: now)
        }
    }

    @Test func `an authority whose key is kept elsewhere is not replaced`() throws {
        let store = folder.store
        let made = try store.ensureAuthority(now: now)
        try FileManager.default.removeItem(atPath: made.keyPath)
        #expect(throws: IdentityError.file(path: made.keyPath, .missing)) {
            try store.ensureAuthority(now: now)
        }
    }
}
