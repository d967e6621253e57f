import BrokerConfiguration
import BrokerCore

extension ConfigurationOutline {
    /// Every file of certificates, keys and lists that a listener names.
    var credentialPaths: [String] {
        listeners.flatMap { listener in
            ["cafile", "certfile", "keyfile", "crlfile"].compactMap { listener.path($0, in: file) }
        }
    }

    /// Whether any listener speaks TLS.
    var hasTLS: Bool { listeners.contains(where: \.hasTLS) }

    /// What the file is, in a line.
    var inventoryLine: String {
        let places = listeners.map { listener in
            listener.text + (listener.hasTLS ? " with TLS" : "")
        }
        let what =
            places.isEmpty ? "no listener" : "listeners: \(places.joined(separator: ", "))"
        return "\(file): configuration of a broker, \(what)"
    }
}

extension ListenerOutline {
    /// Whether it speaks TLS.
    var hasTLS: Bool { self["certfile"] != nil || self["keyfile"] != nil }

    /// The listener as messages name it.
    var text: String {
        switch address {
        case .tcp(nil, let port): "port \(port)"
        case .tcp(let host?, let port): "port \(port) of \(host)"
        case .unix(let path): path
        }
    }

    /// The path that an option names, where it can be found: a relative one counts from the folder
    /// in which the broker starts, which people take for the configuration's own.
    func path(_ option: String, in configuration: String) -> String? {
        guard let value = self[option]?.value, !value.isEmpty, !value.hasPrefix("pkcs11:") else {
            return nil
        }
        if value.hasPrefix("/") || FileRights(value) != nil { return value }
        let beside = FilePath.folder(of: configuration) + "/" + value
        return FileRights(beside) == nil ? value : beside
    }
}
