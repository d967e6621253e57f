/// A fault that was found in one place, with what cures it there.
package struct Finding: Error, Hashable, Sendable {
    /// How much it matters.
    package enum Weight: Hashable, Sendable {
        /// Connections fail because of it.
        case fault
        /// They work, here and now.
        case warning
    }

    /// Which fault of the catalogue it is.
    package let id: FaultID
    /// Who has to act.
    package let culprit: Culprit
    /// How much it matters.
    package let weight: Weight
    /// What is the matter, naming the certificate, file or address: one sentence without its stop.
    package let what: String
    /// What to do, where possible as commands to paste: one sentence without its stop.
    package let cure: String
    /// What programs make of it, where they differ; empty where they agree.
    package let opinions: [Opinion]

    /// What one family of programs makes of a finding.
    package struct Opinion: Hashable, Sendable {
        /// Such as `OpenSSL (mosquitto)`.
        package let program: String
        /// Such as `refuses (error 79)` or `accepts`.
        package let verdict: String

        /// Says what the programs say.
        package init(program: String, verdict: String) {
            self.program = program
            self.verdict = verdict
        }
    }

    /// Says what was found.
    package init(
        _ id: FaultID, _ culprit: Culprit, weight: Weight = .fault, what: String, cure: String,
        opinions: [Opinion] = []
    ) {
        self.id = id
        self.culprit = culprit
        self.weight = weight
        self.what = what
        self.cure = cure
        self.opinions = opinions
    }

    /// All in one line, ending with the fault's name: `what; cure [TLS-001]`.
    package var line: String { "\(what); \(cure) [\(id.rawValue)]" }
}
