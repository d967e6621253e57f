/// Where a listener waits for connections.
package enum ListenerAddress: Hashable, Sendable {
    /// A TCP port; without host, every address of the machine. Port 0 lets the kernel choose.
    case tcp(host: String?, port: UInt16)

    /// A Unix domain socket.
    case unix(path: String)
}
