import Testing

@Suite struct WordRuleTests {
    @Test(arguments: [
        "struct ConnectionManager {", "enum URLInfos {", "final class HelperThread {",
        "typealias ShardImpl = Shard", "// TODO: later", "let a = 1  // FIXME", "try! run()",
        "let a = b as! C", "guard let a else { fatalError() }", "@testable import MQTTPackets",
    ])
    func `a banned word is found`(line: String) {
        #expect(findings("Sources/A.swift", line).count == 1)
    }

    @Test(arguments: [
        "struct Information {", "enum Implication {", "struct Utility {", "let info = 1",
        "// todo lists are a topic", "mkstemp(\"/tmp/XXXXXX\")", "try run()", "let a = b as? C",
        "\"try! fatalError(\"", "#expect(a != b)", "entry !== other", "// no try! here",
        "sleep(1)", "func manage(_ info: SystemStatus) {",
    ])
    func `harmless words pass`(line: String) {
        #expect(findings("Sources/A.swift", line).isEmpty)
    }

    @Test(arguments: ["sleep(1)", "try await Task.sleep(for: .seconds(1))", "usleep(10)"])
    func `a test that sleeps is found`(line: String) {
        #expect(findings("Tests/A/ATests.swift", line).count == 1)
    }

    @Test func `a test's name may speak of sleeping`() {
        #expect(findings("Tests/A/ATests.swift", "@Test func `a sleep(1) ends`() {").isEmpty)
    }

    private func findings(_ path: String, _ line: String) -> [Finding] {
        WordRule().findings(in: SourceFile(path: path, text: line))
    }
}
