import BrokerAccess
import Testing

private let salt = "W22ZaJ0SNY7soEsUEjb6gQ=="
private let key = "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
private let credential = "SCRAM-SHA-256$4096:\(salt)$\(key):\(key)"

private func file(_ text: String) throws -> SCRAMFile {
    try SCRAMFile(bytes: Array(text.utf8), file: "scram")
}

@Suite struct `A SCRAM file` {
    @Test func `has users, comments and empty lines`() throws {
        #expect(try file("").userCount == 0)
        #expect(try file("# a\n\n a b:\(credential) \r\nann:\(credential)").userCount == 2)
    }

    @Test(arguments: [
        ("ann", SCRAMLineProblem.noUserName),
        (":\(credential)", .noUserName),
        ("\u{E9}:\(credential)", .unusableUserName),
        ("ann\u{0}:\(credential)", .malformedUTF8),
        ("ann:secret", .unknownScheme),
        ("ann:$6$c2FsdA==$aGFzaA==", .unknownScheme),
        ("ann:SCRAM-SHA-1$4096:\(salt)$\(key):\(key)", .unknownScheme),
        ("ann:SCRAM-SHA-256", .wrongFieldCount),
        ("ann:SCRAM-SHA-256$4096:\(salt)$\(key)", .wrongFieldCount),
        ("ann:SCRAM-SHA-256$4096:\(salt)$\(key):\(key):\(key)", .wrongFieldCount),
        ("ann:SCRAM-SHA-256$4095:\(salt)$\(key):\(key)", .invalidIterations),
        ("ann:SCRAM-SHA-256$10000001:\(salt)$\(key):\(key)", .invalidIterations),
        ("ann:SCRAM-SHA-256$-1:\(salt)$\(key):\(key)", .invalidIterations),
        ("ann:SCRAM-SHA-256$4096:$\(key):\(key)", .invalidSalt),
        ("ann:SCRAM-SHA-256$4096:*$\(key):\(key)", .invalidSalt),
        ("ann:SCRAM-SHA-256$4096:\(salt)$AAAA:\(key)", .invalidKey),
        ("ann:SCRAM-SHA-256$4096:\(salt)$\(key):*", .invalidKey),
        ("ann:\(credential)\nann:\(credential)", .duplicateUser("ann")),
    ])
    func `with a broken line is refused whole, and the line is named`(
        text: String, problem: SCRAMLineProblem
    ) throws {
        let row = text.contains("\n") ? 3 : 2
        let refusal = SCRAMFileRefusal.brokenLines(
            file: "scram", problems: [SCRAMFileRefusal.Line(number: row, problem: problem)])
        #expect(throws: refusal) { try file("# users\n\(text)") }
        #expect(refusal.lines.count == 1)
        #expect(refusal.lines[0].hasPrefix("scram:\(row): Error: "))
        #expect(refusal.lines[0].hasSuffix("."))
    }

    @Test(arguments: [4_096, 10_000_000])
    func `may ask for that many iterations`(iterations: Int) throws {
        #expect(
            try file("ann:SCRAM-SHA-256$\(iterations):\(salt)$\(key):\(key)").userCount == 1)
    }

    @Test func `that is not there is named`() {
        #expect(
            throws: SCRAMFileRefusal.unreadable(
                file: "/nowhere/scram", cause: "No such file or directory")
        ) { try SCRAMFile.read(file: "/nowhere/scram") }
    }

    @Test func `gets a user's line made or replaced, and keeps the rest`() throws {
        let made = try #require(SCRAMCredential(password: "pencil", iterations: 4_096))
        func replaced(_ text: String) throws -> String {
            String(
                decoding: try SCRAMFile.replacing(
                    "ann", with: made, in: Array(text.utf8), file: "scram"), as: UTF8.self)
        }
        #expect(try replaced("") == "ann:\(made.text)\n")
        let others = "# users\nanna:\(credential)\n"
        #expect(try replaced(others) == "\(others)ann:\(made.text)\n")
        #expect(
            try replaced("ann:\(credential)\n\(others)") == "ann:\(made.text)\n\(others)")
        #expect(throws: SCRAMFileRefusal.self) { try replaced("broken") }
    }

    @Test(arguments: [
        ("ann", true), ("a,b=c d", true), ("", false), ("a:b", false), ("#a", false),
        ("\u{E9}", false), ("a\nb", false),
    ])
    func `knows which names can be users`(name: String, isUsable: Bool) {
        #expect(SCRAMFile.isUserName(name) == isUsable)
    }
}
