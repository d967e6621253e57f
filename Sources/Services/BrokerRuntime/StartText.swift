import BrokerAccess
import BrokerCore
import BrokerTransport

/// What is said when a broker starts, or cannot.
package enum StartText {
    /// "Opening ipv4 listen socket on port 1883." and its kin.
    static func opening(_ listener: ListenerSettings, port: UInt16?) -> String {
        "Opening listen socket on \(place(of: listener, port: port))\(tls(listener))."
    }

    /// The listener as a person writes it.
    static func place(of listener: ListenerSettings, port: UInt16?) -> String {
        switch listener.address {
        case .tcp(nil, let configured): "port \(port ?? configured)"
        case .tcp(let host?, let configured): "\(host) port \(port ?? configured)"
        case .unix(let path): "socket \(path)"
        }
    }

    /// Why the broker cannot start, one line each.
    package static func lines(for fault: BrokerFault) -> [String] {
        switch fault {
        case .socket(let fault): ["Error: \(fault)"]
        case .tls(let fault): ["Error: \(fault)"]
        case .passwordFile(let refusal): refusal.lines
        case .scramFile(let refusal): refusal.lines
        case .stateFile(let fault): ["Error: \(fault)"]
        case .storage(let fault): ["Error: \(fault)."]
        case .system(let fault): ["Error: \(fault)."]
        }
    }

    private static func tls(_ listener: ListenerSettings) -> String {
        guard let tls = listener.tls else { return "" }
        return tls.requiresCertificate ? " (TLS, client certificate required)" : " (TLS)"
    }
}
