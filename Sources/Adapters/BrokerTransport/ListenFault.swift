internal import BrokerCore
internal import Glibc

/// Why a listener could not be opened.
package enum ListenFault: Error, Hashable, Sendable {
    /// Somebody else listens there.
    case busy(String)

    /// Ports below 1024, interfaces and folders may need rights that this process lacks.
    case permissionDenied(String)

    /// This machine has no such address (a host of another machine, or IPv6 is switched off).
    case addressNotAvailable(String)

    /// The name has no address; the resolver's text says why.
    case unknownHost(String, reason: String)

    /// There is no network interface of this name.
    case unknownInterface(String)

    /// The path holds a file that is no socket, and is left alone.
    case notASocket(path: String)

    /// Unix domain socket paths end after 107 bytes.
    case pathTooLong(path: String)

    /// Anything else that the kernel says about the address.
    case failed(String, SystemFault)

    /// Sorts an errno value of bind or listen; `place` is the address as a person writes it.
    init(_ fault: SystemFault, place: String) {
        self =
            switch fault.code {
            case EADDRINUSE: .busy(place)
            case EACCES, EPERM: .permissionDenied(place)
            case EADDRNOTAVAIL, EAFNOSUPPORT: .addressNotAvailable(place)
            default: .failed(place, fault)
            }
    }
}

extension ListenFault: CustomStringConvertible {
    /// One line: what, why, and what to do.
    package var description: String {
        switch self {
        case .busy(let place):
            "Address already in use: \(place). Stop what listens there, or choose another port "
                + "(-p PORT, or the listener line of the configuration file)."
        case .permissionDenied(let place):
            "Permission denied: \(place). Choose a port from 1024 up or a folder that this user "
                + "may write, or grant the right (CAP_NET_BIND_SERVICE)."
        case .addressNotAvailable(let place):
            "Cannot assign requested address: \(place). This machine has no such address."
        case .unknownHost(let host, let reason):
            "Unable to resolve \(host): \(reason). Name an address of this machine."
        case .unknownInterface(let name):
            "No such network interface: \(name)."
        case .notASocket(let path):
            "\(path) exists and is not a socket. Remove it or name another path."
        case .pathTooLong(let path):
            "Unix socket path too long (107 bytes at most): \(path)."
        case .failed(let place, let fault):
            "Unable to listen on \(place): \(fault)."
        }
    }
}
