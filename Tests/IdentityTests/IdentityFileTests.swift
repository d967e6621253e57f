import Foundation
import Identity
import Testing

/// Files of any content, read for people.
@Suite struct IdentityFileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.store.makeAuthority()
        _ = try folder.store.makeRequests([.server(ServerNames(["broker", "10.0.0.1"]))])
    }

    private func der(_ name: String) throws -> [UInt8] {
        let body = try folder.read(name).split(separator: "\n").dropFirst().dropLast().joined()
        return Array(try #require(Data(base64Encoded: body)))
    }

    @Test(arguments: ["pki/ca.crt", "pki/broker.csr", "pki/ca.key"])
    func `a file with any byte changed, or cut anywhere, is read or refused, never a trap`(
        name: String
    ) throws {
        let whole = try der(name)
        let path = folder.path + "/changed"
        for index in whole.indices {
            var bytes = whole
            bytes[index] ^= [0x01, 0x80, 0xFF][index % 3]
            try Data(bytes).write(to: URL(filePath: path))
            _ = try? IdentityFile(reading: path)
            if index % 5 > 0 { continue }
            try Data(whole[..<index]).write(to: URL(filePath: path))
            _ = try? IdentityFile(reading: path)
        }
    }

    @Test func `each kind of file is told by its content, whatever its name`() throws {
        func first(_ name: String) throws -> IdentityFile.Item? {
            try IdentityFile(reading: folder.path + "/" + name).items.first
        }
        guard case .certificate(let summary) = try first("pki/ca.crt"),
            case .request(let request) = try first("pki/broker.csr"),
            case .privateKey(.p256) = try first("pki/ca.key")
        else {
            Issue.record("a certificate, a request and a key")
            return
        }
        #expect(summary.authority == .yes(pathLengthMax: 0))
        #expect(summary.keyUsage == ["keyCertSign", "cRLSign"])
        #expect(summary.isSelfIssued)
        #expect(request.names == ["DNS:broker", "IP:10.0.0.1"])
        #expect(request.isSigned)
    }

    @Test func `other forms of openssl's keys and certificates are named`() throws {
        for line in [
            "x509 -in pki/ca.crt -trustout -out trusted.pem",
            "pkey -in pki/ca.key -pubout -out public.pem",
            "ecparam -name prime256v1 -genkey -out parameters.pem",
            "ecparam -name secp256k1 -genkey -noout -out other.pem",
        ] {
            let run = try ToolRun.openssl(line, in: folder)
            #expect(run.status == 0, "\(run.text)")
        }
        func items(_ name: String) throws -> [IdentityFile.Item] {
            try IdentityFile(reading: folder.path + "/" + name).items
        }
        guard case .trustedCertificate = try items("trusted.pem")[0],
            case .publicKey = try items("public.pem")[0],
            case .parameters = try items("parameters.pem")[0],
            case .privateKey(.p256) = try items("parameters.pem")[1],
            case .unreadable(label: "EC PRIVATE KEY") = try items("other.pem")[0]
        else {
            Issue.record("each by its kind")
            return
        }
    }
}
