import Foundation
import Identity
import Testing

/// The authority's records, in the form of `openssl ca`.
@Suite struct LedgerTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func read(_ text: String) throws -> Ledger {
        try folder.write(text, to: "index.txt")
        return try Ledger(reading: folder.path + "/index.txt")
    }

    @Test func `what openssl's index holds is read and written again byte for byte`() throws {
        let text = """
            V\t351231235959Z\t\t0A1B\tpump.crt\t/CN=pump
            R\t20600101000000Z\t260229120000Z\t7F\tunknown\t/CN=Küche 1
            """
        #expect(throws: IdentityError.self) { try read(text) }
        let good = text.replacingOccurrences(of: "260229", with: "280229") + "\n"
        let ledger = try read(good)
        #expect(ledger.entries.map(\.isRevoked) == [false, true])
        #expect(ledger.entries[0].serialNumber == [0x0A, 0x1B])
        #expect(ledger.entries[0].notAfter == Date(timeIntervalSince1970: 2_082_758_399))
        #expect(ledger.entries[1].notAfter == Date(timeIntervalSince1970: 2_840_140_800))
        try ledger.write(to: folder.path + "/again")
        #expect(try folder.read("again") == good)
        #expect(try folder.mode(of: "again") == 0o600)
    }

    @Test func `every reason survives`() throws {
        var lines = ""
        for reason in RevocationReason.allCases {
            let suffix = reason == .unspecified ? "" : "," + reason.name
            let number = "7\(reason.rawValue % 10)\(reason.rawValue / 10)1"
            lines += "R\t351231235959Z\t260101000000Z\(suffix)\t\(number)\tx\t/CN=x\n"
        }
        let ledger = try read(lines)
        try ledger.write(to: folder.path + "/again")
        #expect(try folder.read("again") == lines)
    }

    @Test(arguments: [
        ("V\t351231235959Z\t\t0A\tx", LedgerFault.fieldCount(5)),
        ("X\t351231235959Z\t\t0A\tx\t/CN=x", .status),
        ("V\t351331235959Z\t\t0A\tx\t/CN=x", .date), ("V\t\t\t0A\tx\t/CN=x", .date),
        ("V\t350230000000Z\t\t0A\tx\t/CN=x", .date),
        ("V\t35123123595Z\t\t0A\tx\t/CN=x", .date), ("V\t3512312359é9Z\t\t0A\tx\t/CN=x", .date),
        ("V\t351231235959Z\t260101000000Z\t0A\tx\t/CN=x", .date),
        ("R\t351231235959Z\t\t0A\tx\t/CN=x", .date),
        ("R\t351231235959Z\t260101000000Z,theft\t0A\tx\t/CN=x", .reason),
        ("R\t351231235959Z\t260101000000Z,superseded,x\t0A\tx\t/CN=x", .reason),
        ("V\t351231235959Z\t\t\tx\t/CN=x", .serialNumber),
        ("V\t351231235959Z\t\tXY\tx\t/CN=x", .serialNumber),
        ("V\t351231235959Z\t\t\(String(repeating: "11", count: 21))\tx\t/CN=x", .serialNumber),
        ("V\t351231235959Z\t\t01\tx\t/CN=x", .repeated(line: 1)),
    ])
    func `a damaged line is named by its number`(line: String, fault: LedgerFault) {
        let good = "V\t351231235959Z\t\t01\tx\t/CN=x\n\n"
        let error = IdentityError.ledger(path: folder.path + "/index.txt", line: 3, fault)
        #expect(throws: error) { try read(good + line) }
    }

    @Test func `bytes that are no text are named by their line`() throws {
        let path = folder.path + "/index.txt"
        try Data([0x56, 0x09, 0xFF, 0xFE]).write(to: URL(filePath: path))
        #expect(throws: IdentityError.ledger(path: path, line: 1, .encoding)) {
            try Ledger(reading: path)
        }
    }

    @Test func `random bytes give a fault or entries, never a trap`() throws {
        let path = folder.path + "/index.txt"
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("VRE\t\t\t\t\n0123456789Z,AF".utf8)
        for _ in 0..<300 {
            let bytes = (0..<80).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            try Data(bytes).write(to: URL(filePath: path))
            _ = try? Ledger(reading: path)
        }
    }

    @Test func `all that is issued stands in it, in order, once`() throws {
        let store = folder.store
        _ = try store.makeAuthority()
        _ = try store.make([.device(DeviceName("b")), .device(DeviceName("a"))])
        _ = try store.ensureServer(names: ["localhost"])
        _ = try store.ensureServer(names: ["localhost"])
        _ = try store.renew("a")
        let entries = try store.ledger().entries
        #expect(entries.map(\.file) == ["b.crt", "a.crt", "localhost.crt", "a.crt"])
        #expect(entries.map(\.subject) == ["/CN=b", "/CN=a", "/CN=localhost", "/CN=a"])
        #expect(Set(entries.map(\.serialNumber)).count == 4)
        #expect(try folder.mode(of: "pki/index.txt") == 0o600)
    }

    @Test func `openssl reads it`() throws {
        let store = folder.store
        _ = try store.makeAuthority()
        _ = try store.make([.device(DeviceName("a")), .device(DeviceName("b"))])
        _ = try store.revoke(["a"], reason: .keyCompromise)
        try folder.write(
            """
            [ca]
            default_ca = own
            [own]
            database = pki/index.txt
            default_md = sha256
            default_crl_days = 9
            certificate = pki/ca.crt
            private_key = pki/ca.key
            """, to: "ca.cnf")
        let made = try ToolRun.openssl("ca -config ca.cnf -gencrl -out theirs.crl", in: folder)
        #expect(made.status == 0, "\(made.text)")
        let text = try ToolRun.openssl("crl -in theirs.crl -noout -text", in: folder).text
        #expect(text.contains("Key Compromise"))
        #expect(text.components(separatedBy: "Serial Number:").count == 2)
    }

    @Test func `a damaged ledger stops issuing before anything is written`() throws {
        let store = folder.store
        _ = try store.makeAuthority()
        try folder.write("V\tnonsense\n", to: "pki/index.txt")
        let error = IdentityError.ledger(
            path: store.authorityFiles.ledger, line: 1, .fieldCount(2))
        #expect(throws: error) { try store.make([.device(DeviceName("a"))]) }
        #expect(try folder.names() == [".lock", "ca.crt", "ca.key", "index.txt"])
    }

    @Test func `a new authority begins with a new ledger and without a list`() throws {
        let store = folder.store
        _ = try store.makeAuthority()
        _ = try store.make([.device(DeviceName("a"))])
        _ = try store.revoke(["a"])
        _ = try store.makeAuthority(replacing: true)
        #expect(try store.ledger().entries.isEmpty)
        #expect(try folder.names() == [".lock", "a.crt", "a.key", "ca.crt", "ca.key"])
    }
}
