/// The sessions of a shard by their client identifiers, which are compared byte by byte: Swift's
/// strings are equal when they only look alike, and then two clients would be one.
struct SessionDirectory {
    private var sessions: [[UInt8]: Session] = [:]

    var count: Int { sessions.count }

    /// The session of exactly that identifier.
    subscript(clientID: String) -> Session? {
        get { sessions[Array(clientID.utf8)] }
        set { sessions[Array(clientID.utf8)] = newValue }
    }
}

extension String {
    /// Whether both are the same bytes; `==` asks whether they look alike.
    func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
