import Misconfigurations
import Testing

/// The table of `docs/faults.md`, proven.
@Suite(.timeLimit(.minutes(3))) struct FaultTableTests {
    @Test func `every misconfiguration is named wherever it can be known`() async throws {
        let rows = try await FaultTable().misconfigurations()
        print(TableText.text(of: rows))
        let wrong = rows.joined().count { !$0.isRight }
        #expect(wrong == 0)
        #expect(
            zip(Misconfiguration.all, rows).allSatisfy { row, cells in
                Set(cells.map(\.column)) == row.columns
            })
    }

    @Test func `a healthy setup is left alone in every column`() async throws {
        let rows = try await FaultTable().healthySetups()
        print(TableText.text(of: rows))
        let wrong = rows.joined().count { !$0.isRight }
        #expect(wrong == 0)
    }
}
