import Foundation
import Identity
import Testing
import X509

/// openssl as the judge of every profile with every kind of key.
@Suite struct KeyTypeTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func verify(_ options: String, _ file: String) throws {
        let run = try ToolRun.openssl(
            "verify -x509_strict -CAfile pki/ca.crt \(options) pki/\(file)", in: folder)
        #expect(run.status == 0, "\(run.text)")
    }

    @Test(arguments: KeyType.allCases)
    func `openssl strictly accepts all that an authority of any kind of key issues`(
        type: KeyType
    ) throws {
        let store = folder.store
        _ = try store.makeAuthority(name: "Greenhouse", keyType: type)
        _ = try store.make(
            [.server(ServerNames(["broker.example", "10.0.0.1", "fd00::1"]))], keyType: type)
        _ = try store.make([.device(DeviceName("pump"))], keyType: .p256)
        _ = try store.makeRequests([.device(DeviceName("fan"))])
        _ = try store.sign(RequestFile(reading: store.folder + "/fan.csr"))
        _ = try store.renew("pump")
        _ = try store.renew("broker.example")
        try verify("-purpose sslserver -verify_hostname broker.example", "broker.example.crt")
        try verify("-purpose sslserver -verify_ip 10.0.0.1", "broker.example.crt")
        try verify("-purpose sslserver -verify_ip fd00::1 -attime 0", "broker.example.crt")
        try verify("-purpose sslclient", "pump.crt")
        try verify("-purpose sslclient -attime 0", "fan.crt")
        _ = try store.revoke(["fan"])
        try verify("-crl_check -CRLfile pki/ca.crl -purpose sslclient", "pump.crt")
        let key = try folder.read("pki/broker.example.key")
        #expect(key.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let check = try ToolRun.openssl("pkey -in pki/ca.key -noout -check", in: folder)
        #expect(check.status == 0, "\(check.text)")
    }

    @Test func `a renewal with a new key makes one of the old kind or of the kind asked for`()
        throws
    {
        let store = folder.store
        _ = try store.makeAuthority()
        let made = try store.make([.device(DeviceName("pump"))], keyType: .rsa2048)
        func kind() throws -> KeyKind {
            try KeyKind(CertificateFile(reading: made[0].certificatePath).certificate.publicKey)
        }
        _ = try store.renew("pump", newKey: .replace(nil))
        #expect(try kind() == .rsa(bitCount: 2_048))
        _ = try store.renew("pump", newKey: .replace(.p256))
        #expect(try kind() == .p256)
    }

    @Test func `an authority's key may lie elsewhere and stays there`() throws {
        let key = folder.path + "/elsewhere.key"
        _ = try ToolRun.openssl(
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out elsewhere.key", in: folder)
        let store = IdentityStore(folder: folder.path + "/pki", authorityKey: key)
        _ = try store.makeAuthority()
        _ = try store.make([.device(DeviceName("pump"))])
        try verify("-purpose sslclient", "pump.crt")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/pki/ca.key"))
        let missing = IdentityError.file(path: folder.path + "/pki/ca.key", .missing)
        #expect(throws: missing) { try folder.store.make([.device(DeviceName("fan"))]) }
    }
}
