import Testing

@Suite struct FileNameRuleTests {
    @Test(arguments: [
        ("Sources/A/Shard.swift", "final class Shard {}"),
        ("Sources/A/Shard+Unsafe.swift", "extension Shard {}"),
        ("Sources/A/Slot.swift", "extension Shard.Slot {}"),
        ("Sources/A/State.swift", "extension Shard {\n    enum State {}\n}"),
        ("Sources/apus/main.swift", "run()"),
        ("Sources/A/EditDistance.swift", "func editDistance() {}"),
        ("Tests/A/Anything.swift", "let a = 1"),
    ])
    func `a file named after its type passes`(path: String, text: String) {
        #expect(FileNameRule().findings(in: SourceFile(path: path, text: text)).isEmpty)
    }

    @Test(arguments: [
        ("Sources/A/Shard.swift", "struct Slot {}"), ("Sources/A/Shard.swift", "func other() {}"),
    ])
    func `a file named otherwise is found`(path: String, text: String) {
        #expect(FileNameRule().findings(in: SourceFile(path: path, text: text)).count == 1)
    }
}
