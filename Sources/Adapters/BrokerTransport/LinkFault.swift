/// Why a connection broke.
package indirect enum LinkFault: Error, Hashable, Sendable {
    /// A system call on the socket failed.
    case system(SystemFault)

    /// TLS failed.
    case tls(TLSSessionFault)
}

extension LinkFault: CustomStringConvertible {
    /// One line for the log.
    package var description: String {
        switch self {
        case .system(let fault): fault.description
        case .tls(let fault): fault.description
        }
    }
}
