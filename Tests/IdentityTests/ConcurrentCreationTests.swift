import Foundation
import Identity
import Testing

@Suite struct ConcurrentCreationTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test(arguments: 0..<25)
    func `many that start at once agree on one authority and one key`(round: Int) async throws {
        let store = folder.store
        let origins = try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    let authority = try store.ensureAuthority()
                    return [authority.origin, try store.ensureDevice(name: "sensor").origin]
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(origins.count { $0 == .made } == 2)
        #expect(origins.count { $0 == .reused } == 14)
        #expect(
            try folder.names() == [
                ".lock", "ca.crt", "ca.key", "index.txt", "sensor.crt", "sensor.key",
            ])
        let run = try ToolRun.openssl(
            "verify -x509_strict -CAfile pki/ca.crt pki/sensor.crt", in: folder)
        #expect(run.status == 0, "\(run.text)")
    }

    @Test func `of several processes that make the same device one succeeds`() async throws {
        let folder = folder
        #expect(try ToolRun.apus(["ca", "init", "--dir", "pki"], in: folder).status == 0)
        let statuses = try await withThrowingTaskGroup { group in
            for _ in 0..<6 {
                group.addTask {
                    try ToolRun.apus(["cert", "device", "sensor", "--dir", "pki"], in: folder)
                        .status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.sorted() == [0, 1, 1, 1, 1, 1])
        #expect(try folder.store.ensureDevice(name: "sensor").origin == .reused)
    }

    @Test func `a reader never meets half a file while it is replaced`() async throws {
        let store = folder.store
        let path = try store.makeAuthority().certificatePath
        async let replacements: Void = {
            for _ in 0..<30 { _ = try store.makeAuthority(replacing: true) }
        }()
        for _ in 0..<300 { _ = try CertificateFile(reading: path) }
        try await replacements
    }
}
