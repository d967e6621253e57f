/// By what a client reached a server: a DNS name or an address, told apart by form.
package enum HostName: Hashable, Sendable {
    case domain(String)
    /// Four or sixteen bytes.
    case address([UInt8])

    /// Reads what a client was told to connect to.
    package init(_ text: String) {
        var text = text[...]
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        if let bytes = AddressText.bytes(of: text) {
            self = .address(bytes)
            return
        }
        if text.hasSuffix("."), text.count > 1 { text = text.dropLast() }
        self = .domain(text.lowercased())
    }

    /// As it stands in an alternative name of openssl's configuration: `DNS:localhost`.
    package var alternativeName: String {
        switch self {
        case .domain(let name): "DNS:\(name)"
        case .address(let bytes): "IP:\(AddressText.text(of: bytes))"
        }
    }
}
