/// Words that hide a missing idea, or a crash, or work left undone.
struct WordRule: Rule {
    private static let typeNameParts = ["Manager", "Helper", "Util", "Impl", "Info"]
    private static let marks = ["TODO", "FIXME", "XXX"]
    private static let calls: [(word: String, next: Character, cure: String)] = [
        ("try", "!", "catch the error or say why there is none"),
        ("as", "!", "use `as?` or a type that needs no cast"),
        ("fatalError", "(", "use `precondition` with the invariant as text"),
    ]
    private static let pauses = ["sleep", "usleep", "nanosleep"]

    func findings(in file: SourceFile) -> [Finding] {
        guard file.isSwift else { return [] }
        var findings: [Finding] = []
        for (index, line) in file.code.enumerated() {
            findings += messages(on: line, isTest: file.isTest).map {
                file.finding(at: index, $0)
            }
            for mark in Self.marks {
                let comment = index < file.comments.count ? file.comments[index] : ""
                if Words.has(mark, in: comment) || Words.has(mark, in: line) {
                    findings.append(file.finding(at: index, "\(mark): open an issue instead"))
                }
            }
        }
        return findings
    }

    private func messages(on line: Substring, isTest: Bool) -> [String] {
        var messages: [String] = []
        if let declaration = Declaration(line), declaration.isType {
            for part in Self.typeNameParts where Words.has(part: part, in: declaration.name) {
                messages.append("\(declaration.name): a type name has no part `\(part)`")
            }
        }
        for call in Self.calls where Words.has(call.word, followedBy: call.next, in: line) {
            messages.append("`\(call.word)\(call.next)`: \(call.cure)")
        }
        if line.contains("@testable") {
            messages.append("`@testable`: use `package`, so that tests also run in release")
        }
        for pause in Self.pauses where isTest && Words.has(pause, followedBy: "(", in: line) {
            messages.append("`\(pause)(`: a test awaits an event, not time")
        }
        return messages
    }
}
