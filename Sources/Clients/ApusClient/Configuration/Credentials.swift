/// A user name and its password.
public struct Credentials: Hashable, Sendable {
    /// Nil sends a password alone, which only MQTT 5 allows.
    public var userName: String?
    /// The password's bytes; nil sends a user name alone.
    public var password: [UInt8]?

    /// Credentials with a password of text.
    public init(userName: String?, password: String? = nil) {
        self.userName = userName
        self.password = password.map { Array($0.utf8) }
    }
}
