import Testing

@Suite struct SizeRuleTests {
    @Test(arguments: [(400, "", 0), (401, "", 1), (401, "// The table of", 0), (401, "tables", 1)])
    func `a file has 400 lines unless line 1 says why`(count: Int, first: String, findings: Int) {
        let text = first + String(repeating: "\n", count: count)
        let file = SourceFile(path: "Sources/A.swift", text: text)
        #expect(SizeRule().findings(in: file).count == findings)
    }

    @Test(arguments: [(100, 0), (101, 1)])
    func `a line has 100 columns`(columns: Int, findings: Int) {
        let file = SourceFile(
            path: "Sources/A.swift", text: "\n" + String(repeating: "é", count: columns))
        #expect(SizeRule().findings(in: file).map(\.line) == Array(repeating: 2, count: findings))
    }
}
