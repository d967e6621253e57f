/// What the database consists of. Each table's last column is the checksum of the row.
enum Table: String, CaseIterable {
    /// Schema version and highest numbers.
    case meta
    case session
    case sub
    /// Identifiers of QoS 2 messages whose PUBREL has not come: session * 65,536 + identifier.
    case received
    /// Messages that somebody waits for, each once, with all who wait.
    case msg
    /// What became of recipients of messages, as a log: one row per commit.
    case ack
    case retained

    /// Their names; the last is `crc`.
    var columns: [String] {
        switch self {
        case .meta: ["key", "value", "crc"]
        case .session:
            [
                "no", "at", "cid", "owner", "expiry", "presence", "ends", "sent", "wtopic",
                "wprops", "wpayload", "wqos", "wretain", "wexpiry", "wdelay", "wdue", "crc",
            ]
        case .sub: ["session", "filter", "options", "identifier", "crc"]
        case .received: ["id", "crc"]
        case .msg:
            [
                "id", "at", "expiry", "qos", "topic", "props", "payload", "recipients", "crc",
            ]
        case .ack: ["id", "hi", "blob", "crc"]
        case .retained: ["topic", "at", "expiry", "qos", "props", "payload", "crc"]
        }
    }

    /// How SQLite is told of it. What has a number is found by it, without an index.
    var definition: String {
        let first = columns[0]
        let key: String
        switch self {
        case .meta, .session, .received, .msg, .ack: key = "\(first) INTEGER PRIMARY KEY"
        case .sub: key = "\(first)"
        case .retained: key = "\(first) BLOB PRIMARY KEY"
        }
        let rest = columns.dropFirst().joined(separator: ", ")
        let unique = self == .sub ? ", PRIMARY KEY (session, filter)" : ""
        return "CREATE TABLE \(rawValue) (\(key), \(rest)\(unique))"
    }

    /// Writes a whole row in the place of one with the same key.
    var replacement: String {
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT OR REPLACE INTO \(rawValue) (\(columnList)) VALUES (\(places))"
    }

    /// The columns for a SELECT.
    var columnList: String { columns.joined(separator: ", ") }
}
