/// Why the ether cannot be opened.
package enum EtherServerError: Error, Hashable, Sendable {
    /// Another process has the port.
    case portInUse(Int)
    /// The socket could not be opened; the number is errno's, 0 when there is none.
    case socket(port: Int, errno: Int32)
}
