internal import Foundation

/// A broker and a topic in one word: `mqtts://user:password@host:8883/some/topic`.
struct BrokerURL {
    let isSecure: Bool
    let userName: String?
    let password: String?
    let host: String
    let port: Int?
    let topic: String?

    /// Nil when the word is no such URL.
    init?(_ text: String) {
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            parts.scheme == "mqtt" || parts.scheme == "mqtts"
        else { return nil }
        isSecure = parts.scheme == "mqtts"
        userName = parts.user
        password = parts.password
        self.host = host
        port = parts.port
        let path = String(parts.path.dropFirst())
        topic = path.isEmpty ? nil : path
    }
}
