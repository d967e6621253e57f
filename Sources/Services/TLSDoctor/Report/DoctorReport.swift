package import FaultCatalogue

/// What the doctor found out, in the order in which it looked.
package struct DoctorReport: Hashable, Sendable {
    /// What each file is: one line each, said before anything else.
    package var inventory: [String] = []
    /// What works, one sentence each.
    package var healthy: [String] = []
    /// What does not, or will not; the first one first.
    package private(set) var findings: [Finding] = []
    private var known: Set<Known> = []

    /// What makes two findings the same.
    private struct Known: Hashable {
        let id: FaultID
        let what: String
    }

    /// Nothing found out yet.
    package init() {}

    /// Those for which connections fail.
    package var faults: [Finding] { findings.filter { $0.weight == .fault } }
    /// Those with which they work, here and now.
    package var warnings: [Finding] { findings.filter { $0.weight == .warning } }
    /// Whether nothing keeps a connection from working.
    package var isHealthy: Bool { faults.isEmpty }

    /// Notes a finding, unless it is known already.
    package mutating func add(_ finding: Finding) {
        // One wrong clock makes many certificates seem wrong.
        let what = finding.id == .peerClockWrong ? "" : finding.what
        if known.insert(Known(id: finding.id, what: what)).inserted { findings.append(finding) }
    }

    /// Notes every finding that is not known already.
    package mutating func add(_ more: [Finding]) {
        for finding in more { add(finding) }
    }

    /// Takes in what another part of the examination found out.
    package mutating func append(_ other: DoctorReport) {
        inventory += other.inventory.filter { !inventory.contains($0) }
        healthy += other.healthy.filter { !healthy.contains($0) }
        add(other.findings)
    }
}
