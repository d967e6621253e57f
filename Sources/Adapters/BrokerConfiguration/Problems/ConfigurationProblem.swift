/// One thing the operator should know about the configuration: what, where, why.
package struct ConfigurationProblem: Hashable, Sendable {
    /// Where it was written.
    package let place: ConfigurationPlace

    /// The option as it was written.
    package let option: String

    /// What is wrong with it.
    package let reason: ProblemReason

    /// A problem of one option.
    package init(place: ConfigurationPlace, option: String, reason: ProblemReason) {
        self.place = place
        self.option = option
        self.reason = reason
    }

    /// False for what does not keep the broker from starting.
    package var isError: Bool {
        switch reason {
        case .deprecated, .ignored, .raisedTLSVersion, .nobodyMayConnect: false
        default: true
        }
    }
}
