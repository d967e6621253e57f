import Foundation
import Testing

/// What is promised of `docs/faults.md`.
@Suite struct FaultManualTests {
    @Test func `the list of faults is current`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/faults.md")
        if ProcessInfo.processInfo.environment["APUS_WRITE_FAULTS"] != nil {
            try Data(FaultManual.text.utf8).write(to: file)
        }
        let isCurrent = try String(contentsOf: file, encoding: .utf8) == FaultManual.text
        #expect(isCurrent, "docs/faults.md is stale: make faults writes it anew")
    }
}
