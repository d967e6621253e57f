import Testing

@Suite struct CoverageTests {
    private let list = """
        MQTT-3.1.0-1 client dialogue first
        MQTT-3.12.4-1 server dialogue ping
        MQTT-4.3.1-1 both dialogue once
        """
    private let complete = [
        ("Tests/Conformance/MQTT5Client/A.swift", "a [MQTT-3.1.0-1]"),
        ("Tests/Conformance/MQTT5/B.swift", "b [MQTT-3.12.4-1]"),
        ("Tests/Conformance/MQTT5/Chapter4/C.swift", "c [MQTT-4.3.1-1]"),
    ]

    @Test func `a list whose statements all have tests has no findings`() throws {
        #expect(try messages(complete).isEmpty)
    }

    @Test func `a statement without a test is named`() throws {
        #expect(
            try messages([complete[0], complete[1]]) == [
                "docs/conformance/mqtt-5.txt: [MQTT-4.3.1-1] has no test in "
                    + "Tests/Conformance/MQTT5/ or Tests/Conformance/MQTT5Client/"
            ])
    }

    @Test(arguments: [
        "Tests/Conformance/MQTT5Client/B.swift", "Tests/Conformance/MQTT311/B.swift",
        "Tests/BrokerCoreTests/B.swift", "Tests/Conformance/MQTT5/B.txt",
    ])
    func `a test elsewhere is no proof for a server of MQTT 5`(path: String) throws {
        var files = complete
        files[1].0 = path
        #expect(
            try messages(files).contains(
                "docs/conformance/mqtt-5.txt: [MQTT-3.12.4-1] has no test in "
                    + "Tests/Conformance/MQTT5/"))
    }

    @Test func `a label that names no statement is found in its line`() throws {
        let files = complete + [("Tests/Conformance/MQTT5/D.swift", "d [MQTT-3.1.0-9]")]
        #expect(
            try messages(files) == [
                "Tests/Conformance/MQTT5/D.swift:1: MQTT 5.0 has no [MQTT-3.1.0-9]"
            ])
    }

    @Test func `the folder says which standard a label belongs to`() throws {
        let files = complete + [("Tests/Conformance/MQTT311Client/D.swift", "d [MQTT-3.1.0-1]")]
        #expect(
            try messages(files) == [
                "Tests/Conformance/MQTT311Client/D.swift:1: MQTT 3.1.1 has no [MQTT-3.1.0-1]"
            ])
    }

    @Test func `a disabled test proves nothing`() throws {
        let coverage = Coverage(
            statements: [.mqtt5: try Statement.list("MQTT-3.12.4-1 server dialogue ping")],
            exemptions: [],
            files: [
                SourceFile(
                    path: "Tests/Conformance/MQTT5/A.swift",
                    text: "@Test(.disabled()) func `a [MQTT-3.12.4-1]`() {}")
            ])
        #expect(coverage.findings.count == 1)
    }

    @Test func `an exception stands for a test`() throws {
        #expect(
            try messages([complete[0], complete[1]], "MQTT-4.3.1-1 5 nobody can see it").isEmpty)
    }

    @Test(arguments: [
        ("MQTT-4.3.1-1 5", "[MQTT-4.3.1-1] has no reason"),
        ("MQTT-4.3.1-2 5 because", "MQTT 5.0 has no [MQTT-4.3.1-2]"),
        ("MQTT-4.3.1-1 3.1.1 because", "MQTT 3.1.1 has no [MQTT-4.3.1-1]"),
        (
            "MQTT-3.12.4-1 5 because",
            "[MQTT-3.12.4-1] has a test in Tests/Conformance/MQTT5/B.swift and needs no exception"
        ),
        ("MQTT-4.3.1-1 5 a\nMQTT-4.3.1-1 5 b", "[MQTT-4.3.1-1] stands here twice"),
    ])
    func `an exception that is none is found`(exceptions: String, message: String) throws {
        let found = try messages([complete[0], complete[1]], exceptions)
        let line = exceptions.split(separator: "\n").count
        #expect(found.contains("docs/conformance/exceptions.txt:\(line): \(message)"))
    }

    @Test func `the table shows each statement, its tests and its status`() throws {
        let coverage = try coverage(
            [complete[0], ("Tests/Conformance/MQTT5/B.swift", "a < b [MQTT-3.12.4-1]")],
            "MQTT-4.3.1-1 5 no|way")
        let text = ConformanceTable(coverage: coverage).text
        let expected = """
            3 statements: 2 tested, 1 excepted, 0 untested.

            ### 3.1 (MQTT 5.0)

            | Statement | Binds | What it asks | Tests | Status |
            |---|---|---|---|---|
            | MQTT-3.1.0-1 | client | first | client: a \
            ([A.swift](../Tests/Conformance/MQTT5Client/A.swift)) \
            | tested |

            ### 3.12 (MQTT 5.0)

            | Statement | Binds | What it asks | Tests | Status |
            |---|---|---|---|---|
            | MQTT-3.12.4-1 | server | ping | server: a \\< b \
            ([B.swift](../Tests/Conformance/MQTT5/B.swift)) \
            | tested |

            ### 4.3 (MQTT 5.0)

            | Statement | Binds | What it asks | Tests | Status |
            |---|---|---|---|---|
            | MQTT-4.3.1-1 | server, client | once |  | excepted: no\\|way |

            ## MQTT 3.1.1
            """
        #expect(text.contains(expected), "\(text)")
    }

    @Test func `a test at the other end is shown and proves nothing`() throws {
        let coverage = try coverage([("Tests/Conformance/MQTT5/A.swift", "a [MQTT-3.1.0-1]")])
        #expect(
            ConformanceTable(coverage: coverage).text.contains(
                "server: a ([A.swift](../Tests/Conformance/MQTT5/A.swift)) | untested |"))
    }

    private func messages(
        _ files: [(path: String, name: String)], _ exceptions: String = ""
    ) throws -> [String] {
        try coverage(files, exceptions).findings.map(\.description)
    }

    private func coverage(
        _ files: [(path: String, name: String)], _ exceptions: String = ""
    ) throws -> Coverage {
        Coverage(
            statements: [.mqtt5: try Statement.list(list)],
            exemptions: try Exemption.list(exceptions),
            files: files.map {
                SourceFile(path: $0.path, text: "@Test func `\($0.name)`() {}")
            })
    }
}
