/// A name under which clients reach a server: a DNS name or an IP address, told apart by form.
///
/// An address must stand in a certificate as an address: as a DNS name some clients refuse it.
package enum ServerName: Hashable, Sendable {
    case domain(String)
    /// Four or sixteen bytes.
    case address([UInt8])

    private static let domainBytesMax = 253
    private static let labelBytesMax = 63

    /// Reads an IP address, or else a DNS name with at most one leading `*.` label.
    package init(_ text: String) throws(IdentityError) {
        if let bytes = Self.addressBytes(of: text) {
            self = .address(bytes)
        } else if let fault = Self.domainFault(in: text) {
            throw .name(text, fault)
        } else {
            self = .domain(text.lowercased())
        }
    }

    /// The name as clients write it.
    package var text: String {
        switch self {
        case .domain(let name): name
        case .address(let bytes): Self.addressText(of: bytes)
        }
    }

    /// The name's part of a file name: `*` and `:` mean something to shells and to scp.
    package var fileStem: String {
        text.map { character in
            switch character {
            case "*": "_wildcard"
            case ":": "_"
            default: String(character)
            }
        }.joined()
    }

    private static func domainFault(in text: String) -> NameFault? {
        if text.isEmpty { return .empty }
        if text.utf8.count > domainBytesMax { return .tooLong(bytesMax: domainBytesMax) }
        if text.lowercased() == AuthorityFiles.stem { return .reserved }
        var labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if labels.count > 1, labels[0].elementsEqual("*".utf8) { labels.removeFirst() }
        guard labels.allSatisfy(isLabel) else { return .notHostName }
        // A last label of digits only is a mistyped address, such as 192.168.1.300.
        let isNumber = labels.last?.allSatisfy { byte in isDigit(byte) } ?? true
        return isNumber ? .notHostName : nil
    }

    private static func isLabel(_ label: Substring.UTF8View.SubSequence) -> Bool {
        guard let first = label.first, let last = label.last, label.count <= labelBytesMax else {
            return false
        }
        let hyphen = UInt8(ascii: "-")
        guard first != hyphen, last != hyphen else { return false }
        return label.allSatisfy { byte in
            isDigit(byte) || isLetter(byte) || byte == hyphen || byte == UInt8(ascii: "_")
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
