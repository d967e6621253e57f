/// A name and a value of the application's own (MQTT 5); a name may appear more than once.
public struct UserProperty: Hashable, Sendable {
    /// The name, at most 65,535 bytes of UTF-8.
    public var name: String
    /// The value, at most 65,535 bytes of UTF-8.
    public var value: String

    /// A pair.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
