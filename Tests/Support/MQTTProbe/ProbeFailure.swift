/// How a dialogue went otherwise than expected.
package struct ProbeFailure: Error, CustomStringConvertible {
    package let description: String

    /// A failure in words for the reader of the test's output.
    package init(_ description: String) { self.description = description }
}
