/// The sessions of one shard by client identifier.
///
/// Identifiers are told apart by their bytes, as MQTT has it: Swift takes texts for equal that only
/// look equal, and a client could take over a session that is not its own.
struct SessionTable {
    private struct Key: Hashable {
        let clientID: String

        static func == (left: Key, right: Key) -> Bool {
            left.clientID.hasSameBytes(as: right.clientID)
        }

        func hash(into hasher: inout Hasher) {
            for byte in clientID.utf8 { hasher.combine(byte) }
        }
    }

    private var sessions: [Key: Session] = [:]

    /// How many there are.
    var count: Int { sessions.count }

    /// The session of the client.
    subscript(clientID: String) -> Session? {
        get { sessions[Key(clientID: clientID)] }
        set { sessions[Key(clientID: clientID)] = newValue }
    }
}

extension String {
    /// Whether both are the same on the wire; `==` compares what a reader sees.
    func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
