import Foundation
import Identity
import Testing

/// How a folder stands, which `cert list` and `cert check` tell.
@Suite struct SurveyTests {
    let folder: TemporaryFolder
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.store.makeAuthority(now: now)
        _ = try folder.store.make([.server(ServerNames(["broker"]))], days: 10, now: now)
        _ = try folder.store.make([.device(DeviceName("pump"))], days: 100, now: now)
    }

    private func standing(_ name: String, now: Date? = nil) throws -> Standing {
        let all = try folder.store.survey(now: now ?? self.now)
        return try #require(all.first { $0.name == name && $0.role != .revocationList })
    }

    @Test func `a healthy folder has no fault, the authority first`() throws {
        _ = try folder.store.renewRevocationList(now: now)
        let all = try folder.store.survey(now: now)
        #expect(all.map(\.name) == ["ca", "ca", "broker", "pump"])
        #expect(
            all.map(\.role) == [.authority, .revocationList, .leaf(.server), .leaf(.device)])
        #expect(all.allSatisfy { $0.fault == nil })
        #expect(all.map { $0.daysLeft(now: now) } == [3_650, 3_650, 10, 100])
    }

    @Test func `what is over, and what was taken back, says so`() throws {
        _ = try folder.store.revoke(["pump"], now: now)
        let later = now + 11 * 86_400
        #expect(try standing("broker", now: later).fault == .expired)
        #expect(try standing("pump", now: later).fault == .revoked)
        #expect(try standing("ca", now: now + 4_000 * 86_400).fault == .expired)
    }

    @Test func `a list that is over, or another's, says so`() throws {
        func list(_ now: Date) throws -> Standing.Fault? {
            try folder.store.survey(now: now).first { $0.role == .revocationList }?.fault
        }
        _ = try folder.store.renewRevocationList(days: 5, now: now)
        #expect(try list(now) == nil)
        #expect(try list(now + 5 * 86_400) == .expired)
        let path = folder.store.authorityFiles.revocationList
        let text = try folder.read("pki/ca.crl")
        _ = try folder.store.makeAuthority(replacing: true, now: now)
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        #expect(try list(now) == .otherAuthority)
        try folder.write("nonsense", to: "pki/ca.crl")
        let error = IdentityError.pem(path: path, .noBlock(label: "X509 CRL"))
        #expect(try list(now) == .unreadable(error))
    }

    @Test func `another's key and another authority's certificate are found`() throws {
        try FileManager.default.removeItem(atPath: folder.store.folder + "/pump.key")
        #expect(try standing("pump").fault == nil)
        try folder.write(folder.read("pki/broker.key"), to: "pki/pump.key")
        #expect(try standing("pump").fault == .keyMismatch)
        _ = try folder.store.makeAuthority(replacing: true, now: now)
        #expect(try standing("broker").fault == .otherAuthority)
    }

    @Test func `a file that is no certificate is named, and the others are still read`() throws {
        try folder.write("nonsense", to: "pki/broken.crt")
        let path = folder.store.folder + "/broken.crt"
        let error = IdentityError.pem(path: path, .noBlock(label: "CERTIFICATE"))
        #expect(try standing("broken").fault == .unreadable(error))
        #expect(try standing("pump").fault == nil)
    }

    @Test func `a missing authority and a missing folder are named`() throws {
        let path = folder.store.authorityFiles.certificate
        try FileManager.default.removeItem(atPath: path)
        #expect(try standing("ca").fault == .unreadable(.file(path: path, .missing)))
        #expect(throws: IdentityError.file(path: "/nowhere/pki", .missing)) {
            try IdentityStore(folder: "/nowhere/pki").survey(now: now)
        }
    }
}
