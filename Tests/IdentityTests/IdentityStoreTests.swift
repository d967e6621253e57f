import Foundation
import Identity
import Testing

@Suite struct IdentityStoreTests {
    let folder: TemporaryFolder
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    init() throws {
        folder = try TemporaryFolder()
    }

    private func devices(_ names: String...) throws -> [LeafProfile] {
        try names.map { .device(try DeviceName($0)) }
    }

    @Test func `keys are the owner's alone, certificates everybody's, the folder private`() throws {
        _ = try folder.store.makeAuthority()
        _ = try folder.store.make(devices("esp8266"))
        #expect(try folder.mode(of: "pki") == 0o700)
        #expect(try folder.mode(of: "pki/ca.key") == 0o600)
        #expect(try folder.mode(of: "pki/ca.crt") == 0o644)
        #expect(try folder.mode(of: "pki/esp8266.key") == 0o600)
        #expect(try folder.mode(of: "pki/esp8266.crt") == 0o644)
    }

    @Test func `nothing is left in the folder but the lock, keys and certificates`() throws {
        _ = try folder.store.makeAuthority()
        _ = try folder.store.makeAuthority(replacing: true)
        #expect(try folder.names() == [".lock", "ca.crt", "ca.key"])
    }

    @Test(arguments: ["ca.crt", "ca.key"])
    func `every PEM file ends with a newline`(name: String) throws {
        _ = try folder.store.makeAuthority()
        let text = try folder.read("pki/\(name)")
        #expect(text.hasPrefix("-----BEGIN "))
        #expect(text.hasSuffix("-----\n"))
    }

    @Test func `an authority that is there stays, and is replaced only when told`() throws {
        let made = try folder.store.makeAuthority()
        let before = try folder.read("pki/ca.key")
        #expect(throws: IdentityError.file(path: made.keyPath, .alreadyExists)) {
            try folder.store.makeAuthority()
        }
        #expect(try folder.read("pki/ca.key") == before)
        _ = try folder.store.makeAuthority(replacing: true)
        #expect(try folder.read("pki/ca.key") != before)
        _ = try folder.store.loadAuthority()
    }

    @Test func `a certificate alone is enough to refuse`() throws {
        _ = try folder.store.makeAuthority()
        try folder.write("mine", to: "pki/esp8266.crt")
        let path = folder.store.folder + "/esp8266.crt"
        #expect(throws: IdentityError.file(path: path, .alreadyExists)) {
            try folder.store.make(devices("esp8266"))
        }
        #expect(try folder.read("pki/esp8266.crt") == "mine")
    }

    @Test func `of several devices none is made when one is there`() throws {
        _ = try folder.store.makeAuthority()
        _ = try folder.store.make(devices("b"))
        let names = try folder.names()
        #expect(throws: IdentityError.self) { try folder.store.make(devices("a", "b", "c")) }
        #expect(try folder.names() == names)
    }

    @Test func `a link in the way is not followed`() throws {
        _ = try folder.store.makeAuthority()
        let link = folder.store.folder + "/esp8266.key"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: folder.path + "/elsewhere")
        #expect(throws: IdentityError.file(path: link, .alreadyExists)) {
            try folder.store.make(devices("esp8266"))
        }
        _ = try folder.store.make(devices("esp8266"), replacing: true)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/elsewhere"))
        #expect(try folder.mode(of: "pki/esp8266.key") == 0o600)
    }

    @Test func `without an authority the missing file is named`() {
        let path = folder.store.authorityFiles.certificate
        #expect(throws: IdentityError.file(path: path, .missing)) {
            try folder.store.make(devices("esp8266"))
        }
    }

    @Test func `a file where the folder should be is named`() throws {
        try folder.write("", to: "pki")
        #expect(throws: IdentityError.file(path: folder.path + "/pki", .alreadyExists)) {
            try folder.store.makeAuthority()
        }
    }

    @Test(arguments: [
        ("", PEMFault.noBlock(label: "CERTIFICATE")), ("\u{0}", .noBlock(label: "CERTIFICATE")),
        (
            "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n",
            .unsupported(label: "CERTIFICATE")
        ),
        ("-----BEGIN CERTIFICATE-----\nAQID\n", .malformed(line: 1)),
    ])
    func `an authority's certificate that is none is named with the reason`(
        text: String, fault: PEMFault
    ) throws {
        let made = try folder.store.makeAuthority()
        try folder.write(text, to: "pki/ca.crt")
        #expect(throws: IdentityError.pem(path: made.certificatePath, fault)) {
            try folder.store.loadAuthority()
        }
    }

    @Test func `a key in place of the certificate, or the reverse, is named`() throws {
        let made = try folder.store.makeAuthority()
        #expect(throws: IdentityError.pem(path: made.keyPath, .noBlock(label: "CERTIFICATE"))) {
            try CertificateFile(reading: made.keyPath)
        }
        let error = IdentityError.pem(path: made.certificatePath, .noBlock(label: "PRIVATE KEY"))
        #expect(throws: error) { try KeyFile(reading: made.certificatePath) }
    }

    @Test func `a folder, a device and a file of a megabyte and more are no certificates`() throws {
        #expect(throws: IdentityError.file(path: folder.path, .notRegularFile)) {
            try CertificateFile(reading: folder.path)
        }
        #expect(throws: IdentityError.file(path: "/dev/zero", .notRegularFile)) {
            try CertificateFile(reading: "/dev/zero")
        }
        try folder.write(String(repeating: "a", count: (1 << 20) + 1), to: "large")
        let error = IdentityError.file(path: folder.path + "/large", .tooLarge(bytesMax: 1 << 20))
        #expect(throws: error) { try CertificateFile(reading: folder.path + "/large") }
    }

    @Test func `the first server of the folder is found among other files`() throws {
        _ = try folder.store.makeAuthority()
        #expect(folder.store.firstServerName() == nil)
        try folder.write("no certificate", to: "pki/a.crt")
        _ = try folder.store.make(devices("b"))
        #expect(folder.store.firstServerName() == nil)
        _ = try folder.store.make([.server(ServerNames(["mqtt.com", "127.0.0.1"]))])
        #expect(folder.store.firstServerName() == "mqtt.com")
    }
}
