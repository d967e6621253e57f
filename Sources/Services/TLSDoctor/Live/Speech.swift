/// What is spoken at a port.
enum Speech: Hashable, Sendable {
    /// MQTT over TCP.
    case mqtt
    /// TLS, whatever is inside.
    case tls
    /// A web server, a proxy or a portal, with the first line of its answer.
    case http(String)
    /// Something else, with its first words.
    case other(String)
    /// Connections are accepted and closed at once.
    case closed
    /// Connections are accepted, and nothing comes.
    case silent

    /// Reads an answer; nil when it tells nothing.
    init?(_ result: DialResult) {
        if result.speaksTLS {
            self = .tls
        } else if result.greeting != nil {
            self = .mqtt
        } else {
            self.init(strange: result.firstBytes)
        }
    }

    /// Reads an answer that is neither TLS nor MQTT; nil when there is none.
    init?(strange bytes: [UInt8]) {
        if bytes.isEmpty { return nil }
        let isText = bytes.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || (9...13).contains($0) }
        if isText {
            let line = bytes.prefix { $0 != 13 && $0 != 10 }
            let first = String(decoding: line, as: UTF8.self)
            self = first.hasPrefix("HTTP/") ? .http(first) : .other(first)
        } else {
            let digits = Array("0123456789ABCDEF")
            let pairs = bytes.prefix(8).map { byte in
                "\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
            self = .other("bytes " + pairs.joined(separator: " "))
        }
    }
}
