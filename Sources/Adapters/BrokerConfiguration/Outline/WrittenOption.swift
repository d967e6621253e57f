/// An option's value as it was written, and where.
package struct WrittenOption: Hashable, Sendable {
    package let value: String
    package let place: ConfigurationPlace

    /// Whether it switches something on.
    package var isTrue: Bool { value == "true" || value == "1" }
}
