/// A name and a value of the application's own; a name may appear more than once.
package struct UserProperty: Hashable, Sendable {
    package var name: String
    package var value: String

    /// A pair; each string takes at most 65,535 bytes of UTF-8.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
