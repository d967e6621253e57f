import Foundation
import Identity
import Testing

/// Requests of ours for others, and of others for us.
@Suite struct RequestTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.store.makeAuthority()
    }

    private func openssl(_ line: String) throws {
        let run = try ToolRun.openssl(line, in: folder)
        #expect(run.status == 0, "\(run.text)")
    }

    /// A request of openssl's with a configuration of its own.
    private func request(_ subject: String, extensions: String, key: String = "ec") throws -> String
    {
        try folder.write(
            "[req]\ndistinguished_name = dn\nreq_extensions = v3\n[dn]\n[v3]\n" + extensions,
            to: "r.cnf")
        let kind = key == "ec" ? "ec -pkeyopt ec_paramgen_curve:P-256" : key
        try openssl(
            "req -new -newkey \(kind) -nodes -config r.cnf -subj \(subject) -keyout r.key"
                + " -out r.csr -batch")
        return folder.path + "/r.csr"
    }

    @Test func `openssl accepts our request and the names in it`() throws {
        let store = folder.store
        let made = try store.makeRequests([.server(ServerNames(["broker.example", "10.0.0.1"]))])
        #expect(made.map(\.kind) == [.server])
        let run = try ToolRun.openssl(
            "req -in pki/broker.example.csr -noout -text -verify", in: folder)
        #expect(run.status == 0)
        #expect(run.text.contains("DNS:broker.example, IP Address:10.0.0.1"))
        #expect(try folder.mode(of: "pki/broker.example.key") == 0o600)
        #expect(try folder.mode(of: "pki/broker.example.csr") == 0o644)
    }

    @Test func `a request needs no authority`() throws {
        let other = try TemporaryFolder()
        _ = try other.store.makeRequests([.device(DeviceName("pump"))])
        #expect(try other.names() == [".lock", "pump.csr", "pump.key"])
    }

    @Test func `a key that is there is kept, or used when it is named`() throws {
        let store = folder.store
        let made = try store.makeRequests([.device(DeviceName("pump"))])
        let key = try folder.read("pki/pump.key")
        #expect(throws: IdentityError.file(path: made[0].requestPath, .alreadyExists)) {
            try store.makeRequests([.device(DeviceName("pump"))])
        }
        let again = try store.makeRequests(
            [.device(DeviceName("pump"))], existingKey: made[0].keyPath, replacing: true)
        #expect(again[0].keyPath == made[0].keyPath)
        #expect(try folder.read("pki/pump.key") == key)
    }

    @Test func `a request for a server becomes a server's certificate with its names`() throws {
        let path = try request(
            "/CN=broker.example",
            extensions: "subjectAltName = DNS:broker.example,DNS:mqtt.example,IP:10.0.0.1\n")
        let file = try RequestFile(reading: path)
        #expect(file.declined.isEmpty)
        let made = try folder.store.sign(file)
        #expect(made.serverNames == ["broker.example", "mqtt.example", "10.0.0.1"])
        try openssl(
            "verify -x509_strict -purpose sslserver -verify_hostname mqtt.example"
                + " -CAfile pki/ca.crt pki/broker.example.crt")
    }

    @Test(arguments: ["ec", "rsa:2048"])
    func `a request without names of servers becomes a device's`(key: String) throws {
        let path = try request("/O=ISIS/CN=pump", extensions: "", key: key)
        let file = try RequestFile(reading: path)
        #expect(file.declined == [.subject("O=ISIS")])
        let made = try folder.store.sign(file)
        #expect(made.commonName == "pump")
        try openssl("verify -x509_strict -purpose sslclient -CAfile pki/ca.crt pki/pump.crt")
    }

    @Test func `the operator's word decides whose certificate it becomes`() throws {
        let path = try request(
            "/CN=broker.example", extensions: "subjectAltName = DNS:broker.example\n")
        let device = try folder.store.sign(RequestFile(reading: path), as: .device)
        #expect(device.serverNames.isEmpty)
        let server = try folder.store.sign(
            RequestFile(reading: path), as: .server, replacing: true)
        #expect(server.serverNames == ["broker.example"])
    }

    @Test func `a request for the rights of an authority gets none of them`() throws {
        let path = try request(
            "/CN=evil",
            extensions: """
                basicConstraints = critical,CA:TRUE
                keyUsage = critical,keyCertSign,cRLSign
                extendedKeyUsage = codeSigning
                subjectAltName = email:root@example.net,DNS:evil.example
                nameConstraints = permitted;DNS:example
                1.2.3.4 = ASN1:UTF8String:x

                """)
        let file = try RequestFile(reading: path)
        #expect(file.declined.contains(.extension("basicConstraints")))
        #expect(file.declined.contains(.extension("nameConstraints")))
        #expect(file.declined.contains(.extension("1.2.3.4")))
        #expect(file.declined.contains(.extension("extendedKeyUsage codeSigning")))
        #expect(file.declined.contains(.extension("keyUsage keyCertSign")))
        #expect(
            file.declined.contains { wish in
                if case .name(let text) = wish { text.contains("root@example.net") } else { false }
            })
        _ = try folder.store.sign(file)
        let text = try ToolRun.openssl("x509 -in pki/evil.crt -noout -text", in: folder).text
        #expect(text.contains("CA:FALSE"))
        for part in ["Certificate Sign", "Code Signing", "email:", "1.2.3.4", "Name Constraints"] {
            #expect(!text.contains(part), "\(part)")
        }
    }

    @Test func `a request with another's signature is refused`() throws {
        let path = try request("/CN=pump", extensions: "")
        let good = try folder.read("r.csr")
        let body = good.split(separator: "\n").dropFirst().dropLast().joined()
        var bytes = Array(try #require(Data(base64Encoded: body)))
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: "pump".utf8) })
        bytes[place] = UInt8(ascii: "b")
        try folder.write(
            "-----BEGIN CERTIFICATE REQUEST-----\n\(Data(bytes).base64EncodedString())\n"
                + "-----END CERTIFICATE REQUEST-----\n", to: "r.csr")
        #expect(throws: IdentityError.request(path: path, .signature)) {
            try RequestFile(reading: path)
        }
    }

    @Test func `a weak key is not certified`() throws {
        let path = try request("/CN=pump", extensions: "", key: "rsa:1024")
        #expect(throws: IdentityError.self) { try RequestFile(reading: path) }
    }

    @Test func `a name that could leave the folder is refused, however it comes`() throws {
        let path = try request("/CN=..\\/..\\/etc\\/x", extensions: "")
        #expect(throws: IdentityError.self) { try folder.store.sign(RequestFile(reading: path)) }
        let empty = try request("/O=ISIS", extensions: "")
        #expect(throws: IdentityError.request(path: empty, .noCommonName)) {
            try folder.store.sign(RequestFile(reading: empty))
        }
    }

    @Test func `a certificate does not come to lie beside another's key`() throws {
        _ = try folder.store.makeRequests([.device(DeviceName("pump"))])
        let path = try request("/CN=pump", extensions: "")
        let key = folder.store.folder + "/pump.key"
        #expect(throws: IdentityError.keyMismatch(certificate: path, key: key)) {
            try folder.store.sign(RequestFile(reading: path), replacing: true)
        }
    }

    @Test(arguments: [
        ("", PEMFault.noBlock(label: "CERTIFICATE REQUEST")),
        (
            "-----BEGIN CERTIFICATE REQUEST-----\nAQID\n-----END CERTIFICATE REQUEST-----\n",
            .unsupported(label: "CERTIFICATE REQUEST")
        ),
        ("\n-----BEGIN CERTIFICATE REQUEST-----\nAQID\n", .malformed(line: 2)),
    ])
    func `a file that is no request is named with the reason`(text: String, fault: PEMFault) throws
    {
        try folder.write(text, to: "x.csr")
        let path = folder.path + "/x.csr"
        #expect(throws: IdentityError.pem(path: path, fault)) { try RequestFile(reading: path) }
    }
}
