/// Why a dialogue did not go as the test says.
package struct ScriptFailure: Error, CustomStringConvertible {
    package let description: String

    /// A failure in words.
    package init(_ description: String) { self.description = description }
}
