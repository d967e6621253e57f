/// The sessions of one shard by client identifier, byte for byte.
///
/// Strings that differ in Unicode normalization alone are equal in Swift; as client identifiers
/// they are different ones `[MQTT-3.1.3-2]`.
struct SessionDirectory {
    private var sessions: [[UInt8]: Session] = [:]

    /// The session of that client; nil while there is none.
    subscript(clientID: String) -> Session? {
        get { sessions[Array(clientID.utf8)] }
        set { sessions[Array(clientID.utf8)] = newValue }
    }
}
