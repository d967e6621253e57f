package import BrokerCore
internal import CLinux
internal import Glibc

/// A socket that waits for connections; a Unix domain socket's file goes with it.
package final class ListenSocket: Sendable {
    /// Connections that the kernel holds until they are accepted; it caps this itself.
    static let backlog: Int32 = 4096

    /// What a poller watches for reading.
    package let descriptor: FileDescriptor

    /// The bound TCP port, also when the kernel chose it; 0 for a Unix domain socket.
    package let port: UInt16

    /// The address as a person writes it: `port 1883`, `127.0.0.1 port 1883` or a path.
    package let place: String

    private let unixPath: String?

    /// Takes over a bound socket and starts to listen.
    init(
        bound descriptor: FileDescriptor, place: String, unixPath: String?
    ) throws(ListenFault) {
        let result = listen(descriptor.rawValue, Self.backlog)
        if result < 0 {
            let fault = SystemFault(code: errno)
            descriptor.close()
            throw ListenFault(fault, place: place)
        }
        self.descriptor = descriptor
        self.port = UInt16(clamping: clinux_local_port(descriptor.rawValue))
        self.place = place
        self.unixPath = unixPath
    }

    deinit {
        // Proof: Swift lends the path, ended with zero, for the call.
        if let unixPath { _ = unsafe unlink(unixPath) }
        descriptor.close()
    }

    /// Opens every socket that the address means: one, or one for each address of a host name.
    ///
    /// Without host, one socket takes IPv6 and IPv4. Ports are never shared with another process.
    package static func open(
        _ address: ListenerAddress, networkInterface: String? = nil
    ) throws(ListenFault) -> [ListenSocket] {
        switch address {
        case .tcp(let host?, let port):
            try openTCP(host: host, port: port, networkInterface: networkInterface)
        case .tcp(nil, let port):
            [try openEverywhere(port: port, networkInterface: networkInterface)]
        case .unix(let path):
            [try openUnix(path: path)]
        }
    }

    /// Takes one waiting connection.
    package func accept() -> AcceptResult {
        unsafe withUnsafeTemporaryAllocation(
            of: CChar.self, capacity: Int(CLINUX_ADDRESS_TEXT_SIZE)
        ) { text in
            var peerPort: UInt16 = 0
            // Proof: the buffer has the size that the call promises not to exceed, and the call
            // ends the text with zero whenever it returns a descriptor.
            guard let start = text.baseAddress else { return .wouldBlock }
            let result = unsafe clinux_accept(descriptor.rawValue, start, &peerPort)
            if result < 0 { return Self.refusal(SystemFault(code: -result)) }
            let peerText = Self.shown(unsafe String(cString: start))
            return .accepted(
                FileDescriptor(rawValue: result), PeerAddress(text: peerText, port: peerPort))
        }
    }

    private static func shown(_ text: String) -> String { text.isEmpty ? "unix" : text }

    private static func refusal(_ fault: SystemFault) -> AcceptResult {
        switch fault.code {
        case EAGAIN, EWOULDBLOCK: .wouldBlock
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: .outOfDescriptors(fault)
        // accept(2) also hands over what the network already holds against the new connection.
        case EINTR, ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
            EOPNOTSUPP, ENETUNREACH, EPERM, ETIMEDOUT:
            .peerGone(fault)
        default: .failed(fault)
        }
    }
}
