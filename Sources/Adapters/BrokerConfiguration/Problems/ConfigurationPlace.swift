/// Where in the configuration something was written.
package struct ConfigurationPlace: Hashable, Sendable {
    /// The file as it was named.
    package let file: String

    /// The line, counted from 1; nil for the file as a whole.
    package let line: Int?

    /// A line of a file, or all of it.
    package init(file: String, line: Int?) {
        self.file = file
        self.line = line
    }
}
