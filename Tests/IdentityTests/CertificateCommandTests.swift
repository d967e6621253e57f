import Foundation
import Identity
import Testing

/// The life of an identity as an operator types it.
@Suite struct CertificateCommandTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func apus(_ line: String, status: Int32 = 0) throws -> String {
        let run = try ToolRun.apus(line.split(separator: " ").map(String.init), in: folder)
        #expect(run.status == status, "apus \(line): \(run.text)")
        return run.text
    }

    @Test func `an identity is made, listed, checked, renewed, taken back and shown`() throws {
        _ = try apus("ca init --name Greenhouse")
        _ = try apus("cert server broker.example 10.0.0.1 --days 20")
        let device = try apus("cert device pump --broker broker.example:443")
        #expect(device.contains("pump-device/"))
        #expect(device.contains("mosquitto_pub -h broker.example -p 443"))
        #expect(device.contains("`apus pub`"))
        let list = try apus("cert list")
        #expect(list.contains("broker.example  server     19 days left"))
        #expect(list.contains("pump            device"))
        let soon = try apus("cert list --expiring 30d")
        #expect(soon.split(separator: "\n").count == 1)
        #expect(soon.contains("broker.example"))
        #expect(try apus("cert check", status: 1).contains("soon    broker.example.crt"))
        _ = try apus("cert check --days 5")
        #expect(try apus("cert renew --expiring 30d").contains("Renewed the certificate of broker"))
        #expect(try apus("cert check --quiet").isEmpty)
        let kit = try folder.read("apus-data/pki/pump-device/device.crt")
        _ = try apus("cert renew pump --new-key")
        #expect(try folder.read("apus-data/pki/pump-device/device.crt") != kit)
        let revoked = try apus("cert revoke pump --reason keyCompromise")
        #expect(revoked.contains("Took 2 certificates back"))
        #expect(revoked.contains("crlfile \(folder.path)/apus-data/pki/ca.crl"))
        #expect(try apus("cert show pump").contains("TAKEN BACK"))
        #expect(try apus("cert check").contains("fine    pump.crt  taken back"))
        #expect(try apus("ca crl --days 9").contains("2 taken back"))
        #expect(try apus("cert check", status: 1).contains("soon    ca.crl"))
    }

    @Test func `a request goes to an authority elsewhere and comes back as a certificate`() throws {
        let made = try apus("cert csr broker.example 10.0.0.1 --dir there")
        #expect(made.contains("Made a request for the server broker.example"))
        #expect(made.contains("apus cert sign broker.example.csr"))
        _ = try apus("ca init")
        let signed = try apus("cert sign there/broker.example.csr")
        #expect(signed.contains("server with the names broker.example, 10.0.0.1"))
        #expect(!signed.contains("not granted"))
        let device = try apus("cert csr pump --dir there")
        #expect(device.contains("for the device pump"))
        #expect(try apus("cert sign there/pump.csr").contains("a device pump"))
    }

    @Test func `what a request asks for beyond its names is said`() throws {
        _ = try apus("ca init")
        let line = "req -new -newkey rsa:2048 -nodes -subj /O=ISIS/CN=pump -keyout x.key -out x.csr"
        _ = try ToolRun.openssl(line + " -addext basicConstraints=CA:TRUE", in: folder)
        let shown = try apus("cert show x.csr")
        #expect(shown.contains("signed      by its own key"))
        #expect(shown.contains("RSA 2048"))
        let signed = try apus("cert sign x.csr")
        #expect(signed.contains("not granted"))
        #expect(signed.contains("O=ISIS in the subject"))
        #expect(signed.contains("the extension basicConstraints"))
    }

    @Test func `show says of a certificate what openssl says`() throws {
        _ = try apus("ca init")
        _ = try apus("cert server broker.example 10.0.0.1")
        let text = try apus("cert show broker.example")
        let oracle = try ToolRun.openssl(
            "x509 -in apus-data/pki/broker.example.crt -noout -serial -fingerprint -sha256",
            in: folder
        ).text
        let fingerprint = try #require(
            oracle.split(separator: "\n").last?.split(separator: "=").last)
        let serial = try #require(oracle.split(separator: "\n").first?.split(separator: "=").last)
        #expect(text.contains(fingerprint.lowercased().replacingOccurrences(of: ":", with: "")))
        #expect(text.contains(serial))
        for part in [
            "CN=broker.example", "DNS:broker.example", "IP:10.0.0.1", "ECDSA P-256", "serverAuth",
            "824 days left", "by this folder's authority", "pki/broker.example.key",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test func `show reads everything in a file, in either form, and no private key`() throws {
        _ = try apus("ca init")
        _ = try apus("cert device pump")
        _ = try apus("ca crl")
        let bundle = try apus("cert show apus-data/pki/pump-device/bundle.pem")
        #expect(bundle.contains("block 1\n  key         ECDSA P-256"))
        #expect(bundle.contains("block 3"))
        #expect(bundle.contains("it is this folder's authority"))
        #expect(try apus("cert show apus-data/pki/ca.crl").contains("by this folder's authority"))
        _ = try ToolRun.openssl(
            "x509 -in apus-data/pki/pump.crt -outform DER -out pump.der", in: folder)
        #expect(try apus("cert show pump.der").contains("CN=pump"))
        _ = try ToolRun.openssl(
            "pkcs8 -topk8 -in apus-data/pki/pump.key -passout pass:secret -out sealed.key",
            in: folder)
        #expect(try apus("cert show sealed.key").contains("encrypted with a passphrase"))
        let key = try folder.read("apus-data/pki/pump.key").split(separator: "\n")[1]
        #expect(!bundle.contains(key))
    }

    @Test(arguments: [
        ("", "has no PEM block"), ("\u{1}\u{2}\u{3}", "has no PEM block"),
        ("-----BEGIN CERTIFICATE-----\nAQID\n", "broken at line 1"),
        ("x\n-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "broken at line 2"),
        ("-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n", "Unreadable block"),
        ("-----BEGIN \u{1B}[2J-----\nAQID\n-----END \u{1B}[2J-----\n", "\\u{1b}[2J"),
    ])
    func `show names the file and the place of what is none`(text: String, part: String) throws {
        try folder.write(text, to: "x.pem")
        let shown = try apus("cert show x.pem", status: 1)
        #expect(shown.contains("x.pem"))
        #expect(shown.contains(part))
        #expect(!shown.contains("\u{1B}"))
    }

    @Test func `check says what is broken, by its exit code too`() throws {
        #expect(try apus("cert check", status: 2).contains("no such file"))
        _ = try apus("ca init")
        _ = try apus("cert device pump fan")
        _ = try apus("cert check")
        try folder.write(folder.read("apus-data/pki/fan.key"), to: "apus-data/pki/pump.key")
        let text = try apus("cert check --quiet", status: 2)
        #expect(
            text == "broken  pump.crt  the .key file beside it belongs to another certificate\n")
        try folder.write("V\t1\n", to: "apus-data/pki/index.txt")
        #expect(try apus("cert check", status: 2).contains("index.txt:1: has 2 fields"))
    }

    @Test func `the password of a p12 comes from a file, the environment or the input`() throws {
        _ = try apus("ca init")
        _ = try apus("cert device pump")
        try folder.write("from file\r\n", to: "secret")
        func write(_ words: [String], input: String? = nil, _ status: Int32 = 0) throws -> String {
            let run = try ToolRun.apus(
                ["cert", "p12", "pump", "--force"] + words, in: folder,
                environment: ["P12": "from environment"], input: input)
            #expect(run.status == status, "\(run.text)")
            return run.text
        }
        func opens(_ password: String) throws -> Bool {
            try ToolRun(
                "openssl",
                [
                    "pkcs12", "-in", "apus-data/pki/pump.p12", "-noout", "-passin",
                    "pass:\(password)",
                ],
                in: folder
            ).status == 0
        }
        #expect(try !write(["--password-file", "secret"]).contains("from file"))
        #expect(try opens("from file"))
        _ = try write(["--password-env", "P12"])
        #expect(try opens("from environment"))
        _ = try write([], input: "typed\n")
        #expect(try opens("typed"))
        #expect(try write([], input: "", 1).contains("no password"))
        #expect(try write(["--password-env", "NOT_THERE"], 1).contains("has no NOT_THERE"))
        #expect(try write(["--password-file", "missing"], 1).contains("missing: no such file"))
        _ = try write(["--password", "secret"], 64)
    }

    @Test func `a device's folder is not overwritten, and need not be made`() throws {
        _ = try apus("ca init")
        _ = try apus("cert device bare --bare")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/apus-data/pki/bare-device"))
        _ = try apus("cert device pump --for arduino --for bundle")
        let files = try FileManager.default.contentsOfDirectory(
            atPath: folder.path + "/apus-data/pki/pump-device")
        #expect(Set(files) == ["bundle.pem", "ca.crt", "device.crt", "device.key", "identity.h"])
        for file in ["pump.key", "pump.crt"] {
            try FileManager.default.removeItem(atPath: folder.path + "/apus-data/pki/" + file)
        }
        let again = try apus("cert device pump", status: 1)
        #expect(again.contains("pump-device: is there already"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/apus-data/pki/pump.key"))
    }

    @Test func `a kind of key can be chosen for all`() throws {
        _ = try apus("ca init --key-type rsa2048")
        _ = try apus("cert server broker --key-type rsa2048")
        #expect(try apus("cert show ca broker").components(separatedBy: "RSA 2048").count == 3)
        #expect(try apus("cert device pump --key-type dsa", status: 64).contains("rsa2048"))
    }

    @Test(arguments: [
        "csr", "sign", "renew", "revoke", "show", "list", "check", "p12", "send", "server",
        "device",
    ])
    func `help shows an example`(command: String) throws {
        let text = try apus("cert \(command) --help")
        let example = "apus cert \(command) "
        #expect(text.contains("  " + example) || text.contains("Example: " + example))
    }

    @Test(arguments: [
        "cert renew", "cert renew x --expiring 30d", "cert renew x --key-type p256",
        "cert list --expiring soon", "cert list --expiring -1d", "cert revoke x --reason theft",
        "cert revoke x --reason removeFromCRL", "cert device x --for toaster",
        "cert device x --bare --for bundle", "cert device x --broker a:b:c",
        "cert csr a b --key k", "cert sign x --server --device", "cert check --days -1",
        "cert p12 x --password-env A --password-file B",
    ])
    func `a command line that means nothing is refused`(line: String) throws {
        #expect(try apus(line, status: 64).contains("Usage"))
    }
}
