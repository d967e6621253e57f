import Testing

@Suite struct UnsafeRuleTests {
    private let rule = UnsafeRule(allowances: [
        Allowance(
            path: "Sources/Broker/BrokerCore/Shard.swift", claim: .sendable,
            reason: "confined to its thread")
    ])

    @Test(arguments: [
        ("Sources/A.swift", "let a = unsafe pointer.pointee"),
        ("Sources/A.swift", "@unsafe func a() {}"),
        ("Sources/Broker/BrokerCore/Other.swift", "final class A: @unchecked Sendable {"),
        ("Sources/Broker/BrokerCore/Shard.swift", "nonisolated(unsafe) var a = 1"),
        ("Sources/A+Unsafe.swift", "nonisolated(unsafe) var a = 1"),
    ])
    func `an unreviewed claim is found`(path: String, line: String) {
        #expect(rule.findings(in: SourceFile(path: path, text: line)).count == 1)
    }

    @Test(arguments: [
        ("Sources/A+Unsafe.swift", "let a = unsafe pointer.pointee"),
        ("Sources/Broker/BrokerCore/Shard.swift", "final class Shard: @unchecked Sendable {"),
        ("Sources/A.swift", "let a = isUnsafe(b)  // unsafe in name only"),
    ])
    func `reviewed claims pass`(path: String, line: String) {
        #expect(rule.findings(in: SourceFile(path: path, text: line)).isEmpty)
    }
}
