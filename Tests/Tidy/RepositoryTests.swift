import Testing

/// What is proven of every file that stands in the repository now.
@Suite struct RepositoryTests {
    private let repository = Repository.own

    @Test func `files and lines stay within their sizes`() throws {
        try expectNone(SizeRule())
    }

    @Test func `no banned word is used`() throws {
        try expectNone(WordRule())
    }

    @Test func `floors 1 and 2 import nothing that acts`() throws {
        try expectNone(ImportRule())
    }

    @Test func `unsafe code stands where it was reviewed`() throws {
        try expectNone(UnsafeRule())
    }

    @Test func `every declaration that others see has a comment`() throws {
        try expectNone(DocumentationRule())
    }

    @Test func `every file is named after a type in it`() throws {
        try expectNone(FileNameRule())
    }

    @Test func `every allowance is needed`() throws {
        let files = try repository.files()
        for allowance in Allowance.all {
            let file = files.first { $0.path == allowance.path }
            let isUsed = file?.code.contains { $0.contains(allowance.claim.rawValue) } ?? false
            #expect(isUsed, "\(allowance.path) needs no allowance for \(allowance.claim.rawValue)")
        }
    }

    @Test func `no target depends on its own floor or a higher one`() throws {
        let package = try repository.packageDescription()
        #expect(!package.targets.isEmpty)
        expectNone(FloorRule().findings(in: package.targets))
    }

    @Test func `every package we depend on has its reason in the decisions`() throws {
        let reasons = try repository.text(of: "docs/decisions/0003-dependencies.md")
        for dependency in try repository.packageDescription().dependencies {
            #expect(reasons.contains("**\(dependency.identity)**"))
        }
    }

    private func expectNone(_ rule: some Rule) throws {
        expectNone(try repository.files().flatMap { rule.findings(in: $0) })
    }

    private func expectNone(_ findings: [Finding]) {
        for finding in findings { Issue.record("\(finding)") }
    }
}
