import Testing

@Suite struct DeclarationTests {
    @Test(
        arguments: [
            ("package struct QoS: Sendable {", "package", "struct", "QoS"),
            ("@inline(__always) package init?(_ a: Int) {", "package", "init", ""),
            ("    public private(set) var count = 0", "public", "var", "count"),
            ("private(set) package static var count = 0", "package", "var", "count"),
            ("package static func < (left: A, right: A) -> Bool {", "package", "func", ""),
            ("public class func make() {", "public", "func", "make"),
            ("public final class Shard {", "public", "class", "Shard"),
            ("nonisolated(unsafe) package var a = 1", "package", "var", "a"),
            ("extension Shard.Slot: Hashable {", nil, "extension", "Shard.Slot"),
            ("extension [UInt8] {", nil, "extension", "Array"),
            ("package import NIOCore", "package", "import", "NIOCore"),
            ("package mutating func pop() {", "package", "func", "pop"),
        ] as [(String, String?, String, String)])
    func `a declaration is read past attributes and modifiers`(
        line: String, access: String?, keyword: String, name: String
    ) throws {
        let declaration = try #require(Declaration(Substring(line)))
        #expect(declaration.access.map(String.init) == access)
        #expect(declaration.keyword == keyword)
        #expect(declaration.name == name)
    }

    @Test(arguments: ["return a", "} else {", "", "a.init(b)", "packages.append(a)", "@Test"])
    func `other lines are no declarations`(line: String) {
        #expect(Declaration(Substring(line)) == nil)
    }
}
