import Foundation
import Identity
import Testing
import X509

/// Authorities that openssl made, as the second report made its own, issue through us.
@Suite struct OpenSSLAuthorityTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/pki", withIntermediateDirectories: true)
    }

    private func selfSign(_ subject: String, extra: String = "") throws {
        let run = try ToolRun.openssl(
            "req -x509 -new -key pki/ca.key -days 30 -subj \(subject) -out pki/ca.crt\(extra)",
            in: folder)
        #expect(run.status == 0, "\(run.text)")
    }

    @Test(arguments: [
        "ecparam -name prime256v1 -genkey -out pki/ca.key",
        "ecparam -name prime256v1 -genkey -noout -out pki/ca.key",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out pki/ca.key",
        "ecparam -name secp384r1 -genkey -noout -out pki/ca.key",
        "genrsa -out pki/ca.key 2048",
        "genrsa -traditional -out pki/ca.key 2048",
    ])
    func `an authority's key by openssl signs what openssl accepts`(line: String) throws {
        #expect(try ToolRun.openssl(line, in: folder).status == 0)
        try selfSign("/C=FR/L=Limoges/O=TMC/OU=IOT/CN=ACTMC")
        _ = try folder.store.make([.server(ServerNames(["mqtt.com"]))])
        let run = try ToolRun.openssl(
            "verify -CAfile pki/ca.crt -purpose sslserver -verify_hostname mqtt.com"
                + " pki/mqtt.com.crt", in: folder)
        #expect(run.status == 0, "\(run.text)")
    }

    @Test func `a leaf differs from an authority whose whole name is its own common name`() throws {
        _ = try ToolRun.openssl("ecparam -name prime256v1 -genkey -out pki/ca.key", in: folder)
        try selfSign("/CN=ESP8266")
        _ = try folder.store.make([.device(DeviceName("esp8266"))])
        let run = try ToolRun.openssl(
            "verify -CAfile pki/ca.crt -purpose sslclient pki/esp8266.crt", in: folder)
        #expect(run.status == 0, "\(run.text)")
    }

    @Test func `the first report's version 1 authority is refused by its file`() throws {
        let path = folder.path + "/pki/ca.crt"
        for line in [
            "req -new -newkey rsa:2048 -nodes -keyout pki/ca.key -out ca.csr -subj /O=ISIS",
            "x509 -req -in ca.csr -signkey pki/ca.key -days 100 -out pki/ca.crt",
        ] { #expect(try ToolRun.openssl(line, in: folder).status == 0) }
        #expect(throws: IdentityError.notAuthority(path: path)) {
            try folder.store.loadAuthority()
        }
    }

    @Test func `a key that does not fit is named with its certificate`() throws {
        _ = try folder.store.makeAuthority()
        _ = try ToolRun.openssl("ecparam -name prime256v1 -genkey -out pki/ca.key", in: folder)
        let files = folder.store.authorityFiles
        let error = IdentityError.keyMismatch(certificate: files.certificate, key: files.key)
        #expect(throws: error) { try folder.store.loadAuthority() }
    }

    @Test(arguments: ["", " -traditional"])
    func `an encrypted key is called encrypted`(form: String) throws {
        let path = folder.path + "/pki/ca.key"
        let made = try ToolRun.openssl(
            "genrsa -aes256 -passout pass:secret\(form) -out pki/ca.key 2048", in: folder)
        #expect(made.status == 0)
        #expect(throws: IdentityError.pem(path: path, .encrypted)) { try KeyFile(reading: path) }
    }

    @Test func `openssl's trusted certificate is called by its name`() throws {
        _ = try folder.store.makeAuthority()
        let path = folder.path + "/pki/trusted.crt"
        let line = "x509 -in pki/ca.crt -trustout -addtrust serverAuth -out pki/trusted.crt"
        #expect(try ToolRun.openssl(line, in: folder).status == 0)
        #expect(throws: IdentityError.pem(path: path, .trustedCertificate)) {
            try CertificateFile(reading: path)
        }
    }

    @Test func `a certificate under openssl's text is read`() throws {
        _ = try folder.store.makeAuthority()
        _ = try ToolRun.openssl("x509 -in pki/ca.crt -text -out pki/text.crt", in: folder)
        let plain = try CertificateFile(reading: folder.path + "/pki/ca.crt")
        let text = try CertificateFile(reading: folder.path + "/pki/text.crt")
        #expect(plain.certificate == text.certificate)
    }
}
