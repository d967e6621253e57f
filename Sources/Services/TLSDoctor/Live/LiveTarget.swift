package import MQTTPackets
import NIOCore

/// A broker as a client would connect to it.
package struct LiveTarget: Sendable {
    /// A name or an address.
    package var host: String
    /// Nil looks at 8883, then at 1883.
    package var port: Int?
    /// The client's files; without authorities it trusts the system's.
    package var files = ClientFiles()
    /// Whether the files were found among others, and say nothing about a wish for TLS.
    package var areFilesGuessed = false
    /// The client's user name.
    package var userName: String?
    /// The password of that user.
    package var password: [UInt8]?
    /// The client's keep-alive in seconds, as mosquitto_pub has it.
    package var keepAliveSeconds: UInt16 = 60

    /// The client's identifier; nil takes one that nobody else has.
    package var clientID: String?
    /// The one MQTT that the client speaks; nil tries 5 and 3.1.1.
    package var version: ProtocolVersion?
    /// Whether the client speaks no TLS 1.3.
    package var isLimitedToTLS12 = false
    /// Whether the client is a device with one cipher suite, ECDHE-ECDSA-AES128-GCM-SHA256.
    package var isDevice = false
    /// Whether the client speaks TLS; nil concludes it from files and port.
    package var usesTLS: Bool?

    /// How long a connection may take to stand, and then each conversation.
    package var patience = Duration.seconds(2)

    /// A broker, without anything that a client would bring.
    package init(host: String, port: Int? = nil) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST`, `HOST:PORT`, `[ADDRESS]:PORT`, or one of them behind `mqtt://` or `mqtts://`.
    package init?(place text: String) {
        var rest = text[...]
        for scheme in ["mqtt://", "mqtts://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            usesTLS = scheme == "mqtts://"
        }
        let colons = rest.count { $0 == ":" }
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        } else if colons == 1, let colon = rest.firstIndex(of: ":") {
            host = String(rest[..<colon])
            rest = rest[colon...]
        } else {
            (host, rest) = (String(rest), "")
        }
        if !rest.isEmpty {
            guard let number = Int(rest.dropFirst()), (1...65_535).contains(number) else {
                return nil
            }
            port = number
        }
        if host.isEmpty || host.contains(where: { $0 == " " || $0 == "/" }) { return nil }
    }

    /// Whether the client means to speak TLS.
    var wantsTLS: Bool { usesTLS ?? (hasChosenFiles || port == 8883 || isDevice) }

    private var hasChosenFiles: Bool { !files.paths.isEmpty && !areFilesGuessed }

    /// Whether a password may go to an address without TLS: on this machine, or where it was asked
    /// for by a port or `mqtt://`.
    func maySendInPlainText(to address: SocketAddress) -> Bool {
        address.isLoopback || port != nil || usesTLS == false
    }

    /// Whether the host is written as an address.
    var isAddress: Bool { Self.isAddress(host) }

    /// Whether a text is an IPv4 or IPv6 address.
    static func isAddress(_ text: String) -> Bool {
        if text.contains(":") { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    /// The broker as messages name it.
    func place(_ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
