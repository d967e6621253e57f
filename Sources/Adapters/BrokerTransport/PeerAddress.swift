/// Where a connection comes from.
package struct PeerAddress: Hashable, Sendable {
    /// The numeric address as the log shows it; `unix` for a Unix domain socket.
    package let text: String

    /// The peer's port, 0 for a Unix domain socket.
    package let port: UInt16

    /// Keeps both as they are.
    package init(text: String, port: UInt16) {
        self.text = text
        self.port = port
    }

    /// Whether it came through a Unix domain socket.
    package var isLocalProcess: Bool { port == 0 }
}

extension PeerAddress: CustomStringConvertible {
    /// `127.0.0.1:50000`, as mosquitto's log has it; `unix` alone.
    package var description: String { port == 0 ? text : "\(text):\(port)" }
}
