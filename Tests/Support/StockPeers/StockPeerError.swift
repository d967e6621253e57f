/// Why a program of the system that a test needs did not serve.
package struct StockPeerError: Error, CustomStringConvertible {
    package let description: String

    /// An error with words for the reader of the test's output.
    package init(_ description: String) { self.description = description }
}
