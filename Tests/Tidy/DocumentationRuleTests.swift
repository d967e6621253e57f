import Testing

@Suite struct DocumentationRuleTests {
    @Test(arguments: [
        "package struct A {}",
        "// A plain comment.\npackage func a() {}",
        "/// Far away.\n\npublic var a = 1",
        "/// A.\nfunc a() {}\npublic init() {}",
        "@inlinable\npublic func a() {}",
        "/// A port.\npackage protocol A {\n    func b()\n}",
        "/// A.\npublic struct A {\n    public let b: Int\n}",
        "/// A.\npackage struct A {\n    package var b: Int { 1 }\n}",
    ])
    func `a declaration without comment is found`(text: String) {
        #expect(findings("Sources/Broker/BrokerCore/A.swift", text).count == 1)
    }

    @Test(arguments: [
        "/// A.\npackage struct A {}",
        "/// A.\n@inlinable @discardableResult\npublic func a() {}",
        "/// A.\n@available(\n    macOS 26, *\n)\npublic func a() {}",
        "/// A.\n// swift-format-ignore\npublic func a() {}",
        "struct A { let b: Int }",
        "/// A.\npackage struct A {\n    package let b: Int\n    package var c = 1\n}",
        "package init(rawValue: UInt8) {}",
        "package import NIOCore",
        "package static func < (left: A, right: A) -> Bool { true }",
        "package func hash(into hasher: inout Hasher) {}",
        "/// A port.\npackage protocol A {\n    /// B.\n    func b()\n}\nfunc c() {}",
        "let a = \"\"\"\n    package struct A {}\n    \"\"\"",
    ])
    func `documented and unseen declarations pass`(text: String) {
        #expect(findings("Sources/Broker/BrokerCore/A.swift", text).isEmpty)
    }

    @Test func `above floor 3 only public declarations need a comment`() {
        #expect(findings("Sources/Services/Chain/A.swift", "package struct A {}").isEmpty)
        #expect(findings("Sources/Services/Chain/A.swift", "public struct A {}").count == 1)
    }

    private func findings(_ path: String, _ text: String) -> [Finding] {
        DocumentationRule().findings(in: SourceFile(path: path, text: text))
    }
}
