import ArgumentParser
import Identity

/// The broker that a device's settings name.
struct KitBrokerOptions: ParsableArguments {
    @Option(help: "HOST or HOST:PORT of the broker for the device's settings.")
    var broker: String?

    private static let portOfTLS: UInt16 = 8_883

    /// The broker of the command line, else the folder's first server, else this machine.
    func place(in store: IdentityStore) -> DeviceKit.Broker {
        if let broker, let place = Self.place(broker) { return place }
        return DeviceKit.Broker(host: store.firstServerName() ?? "localhost")
    }

    func validate() throws {
        if let broker, Self.place(broker) == nil {
            throw ValidationError("--broker needs a HOST or HOST:PORT, such as mqtt.example.net")
        }
    }

    private static func place(_ text: String) -> DeviceKit.Broker? {
        var host = text[...]
        var port = portOfTLS
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            if !rest.isEmpty {
                guard rest.hasPrefix(":"), let number = UInt16(rest.dropFirst()) else { return nil }
                port = number
            }
        } else if text.filter({ $0 == ":" }).count == 1, let colon = text.firstIndex(of: ":") {
            guard let number = UInt16(text[text.index(after: colon)...]) else { return nil }
            (host, port) = (text[..<colon], number)
        }
        guard port > 0, let name = try? ServerName(String(host)) else { return nil }  // No host.
        return DeviceKit.Broker(host: name.text, port: port)
    }
}
