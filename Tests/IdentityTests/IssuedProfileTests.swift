import Foundation
import Identity
import Testing
import X509

/// openssl as the judge of what we issue.
@Suite struct IssuedProfileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.store.makeAuthority()
    }

    private func verify(_ options: String, _ file: String) throws -> ToolRun {
        try .openssl("verify -x509_strict -CAfile pki/ca.crt \(options) pki/\(file)", in: folder)
    }

    @Test(arguments: [
        "-verify_hostname broker.example", "-verify_hostname a.sensors.example",
        "-verify_ip 192.168.56.101", "-verify_ip fd00::1",
    ])
    func `openssl accepts a server by each of its names`(option: String) throws {
        _ = try folder.store.make([
            .server(
                ServerNames(["broker.example", "*.sensors.example", "192.168.56.101", "fd00::1"]))
        ])
        let run = try verify("-purpose sslserver \(option)", "broker.example.crt")
        #expect(run.status == 0, "\(run.text)")
    }

    @Test(arguments: ["-verify_hostname other.example", "-verify_ip 192.168.56.102"])
    func `openssl refuses a server by a name that is not its own`(option: String) throws {
        _ = try folder.store.make([.server(ServerNames(["broker.example", "192.168.56.101"]))])
        let run = try verify("-purpose sslserver \(option)", "broker.example.crt")
        #expect(run.status != 0)
    }

    @Test func `a device serves as a client and not as a server`() throws {
        _ = try folder.store.make([.device(DeviceName("esp8266"))])
        #expect(try verify("-purpose sslclient", "esp8266.crt").status == 0)
        #expect(try verify("-purpose sslserver", "esp8266.crt").status != 0)
    }

    @Test func `a server serves as a server and not as a client`() throws {
        _ = try folder.store.make([.server(ServerNames(["broker"]))])
        #expect(try verify("-purpose sslclient", "broker.crt").status != 0)
    }

    @Test(arguments: ["esp8266", "broker"])
    func `a device whose clock says 1970 accepts what we issue`(stem: String) throws {
        _ = try folder.store.make([
            .device(DeviceName("esp8266")), .server(ServerNames(["broker"])),
        ])
        #expect(try verify("-attime 0", "\(stem).crt").status == 0)
    }

    @Test(arguments: [
        "Version: 3", "Basic Constraints: critical\n                CA:TRUE, pathlen:0\n",
        "Key Usage: critical\n                Certificate Sign, CRL Sign\n",
        "Subject Key Identifier", "ASN1 OID: prime256v1", "ecdsa-with-SHA256",
    ])
    func `an authority has the profile's part`(part: String) throws {
        let text = try ToolRun.openssl("x509 -in pki/ca.crt -noout -text", in: folder).text
        #expect(text.contains(part))
    }

    @Test(arguments: [
        "Version: 3", "Basic Constraints: critical\n                CA:FALSE\n",
        "Key Usage: critical\n                Digital Signature\n",
        "Extended Key Usage: \n                TLS Web Server Authentication\n",
        "Subject Key Identifier", "Authority Key Identifier",
        "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1\n",
        "Subject: CN = localhost\n",
    ])
    func `a server has the profile's part`(part: String) throws {
        _ = try folder.store.make([.server(ServerNames(["localhost", "127.0.0.1", "::1"]))])
        let text = try ToolRun.openssl("x509 -in pki/localhost.crt -noout -text", in: folder).text
        #expect(text.contains(part))
    }

    @Test func `a device's common name is its only name`() throws {
        _ = try folder.store.make([.device(DeviceName("Küche 1"))])
        let text = try ToolRun(
            "openssl",
            [
                "x509", "-in", "pki/Küche 1.crt", "-noout", "-text", "-nameopt",
                "oneline,utf8,-esc_msb",
            ],
            in: folder
        ).text
        #expect(text.contains("Subject: CN = Küche 1"))
        #expect(text.contains("TLS Web Client Authentication\n"))
        #expect(!text.contains("Alternative Name"))
    }

    @Test func `serial numbers are twenty bytes, positive and never the same`() throws {
        let devices = try (0..<40).map { LeafProfile.device(try DeviceName("device-\($0)")) }
        let made = try folder.store.make(devices)
        let serials = try made.map {
            try CertificateFile(reading: $0.certificatePath).certificate.serialNumber.bytes
        }
        #expect(Set(serials).count == 40)
        #expect(serials.allSatisfy { $0.count == 20 && (1...0x7F).contains($0.first ?? 0) })
    }

    @Test func `a key made by us is one that openssl reads and that fits its certificate`() throws {
        _ = try folder.store.make([.device(DeviceName("esp8266"))])
        let key = try ToolRun.openssl("pkey -in pki/esp8266.key -pubout", in: folder)
        let certificate = try ToolRun.openssl("x509 -in pki/esp8266.crt -noout -pubkey", in: folder)
        #expect(key.status == 0)
        #expect(key.text == certificate.text)
    }
}
