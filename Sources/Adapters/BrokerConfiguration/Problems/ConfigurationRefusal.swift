/// A configuration that cannot be used, with everything that is wrong with it in the file's order.
package struct ConfigurationRefusal: Error, Hashable, Sendable {
    /// The errors, and the warnings between them.
    package let problems: [ConfigurationProblem]

    /// A refusal with its reasons.
    package init(problems: [ConfigurationProblem]) { self.problems = problems }
}
