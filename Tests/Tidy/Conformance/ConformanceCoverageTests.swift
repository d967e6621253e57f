import Foundation
import Testing

/// What is proven of the tests in `Tests/Conformance`.
@Suite struct ConformanceCoverageTests {
    private let repository = Repository.own

    @Test func `every statement has a test and every label a statement`() throws {
        for finding in try Coverage(repository).findings { Issue.record("\(finding)") }
    }

    @Test func `the table of conformance is current`() throws {
        let table = ConformanceTable(coverage: try Coverage(repository)).text
        if ProcessInfo.processInfo.environment["APUS_WRITE_CONFORMANCE"] != nil {
            try table.write(
                to: repository.root.appending(path: ConformanceTable.path), atomically: true,
                encoding: .utf8)
        }
        let isCurrent = try repository.text(of: ConformanceTable.path) == table
        #expect(isCurrent, "\(ConformanceTable.path) is old: run `make conformance`")
    }
}
