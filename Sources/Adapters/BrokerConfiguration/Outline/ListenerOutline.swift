package import BrokerCore

/// One listener as it was written, whatever its options are worth.
package struct ListenerOutline: Hashable, Sendable {
    /// Where it was opened.
    package let place: ConfigurationPlace
    /// Where it listens.
    package internal(set) var address: ListenerAddress
    private var options: [String: WrittenOption] = [:]

    init(place: ConfigurationPlace, address: ListenerAddress) {
        self.place = place
        self.address = address
    }

    /// An option of this listener, or one of all listeners that holds here, too.
    package subscript(name: String) -> WrittenOption? { options[name] }

    /// Whether an option is switched on.
    package func isOn(_ name: String) -> Bool { options[name]?.isTrue ?? false }

    /// The TCP port; nil for a Unix socket.
    package var port: UInt16? {
        if case .tcp(_, let port) = address { port } else { nil }
    }

    /// Whether only programs of the same machine reach it.
    package var isLocal: Bool {
        switch address {
        case .unix: true
        case .tcp(let host, _):
            host == "localhost" || host == "::1" || (host?.hasPrefix("127.") ?? false)
        }
    }

    mutating func take(_ line: ConfigurationLine) {
        options[line.name] = WrittenOption(value: line.value, place: line.place)
    }

    mutating func takeWhereMissing(_ shared: [String: WrittenOption]) {
        options.merge(shared) { own, _ in own }
    }
}
