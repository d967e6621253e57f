/// Why a text cannot be the name of a server, a device or an authority.
package enum NameFault: Error, Hashable, Sendable {
    case empty
    /// A name of ours, `ca`, which the authority's files have.
    case reserved
    case tooLong(bytesMax: Int)
    case tooMany(namesMax: Int)
    case controlCharacter
    case pathSeparator
    /// A first character that hides the file or reads as an option.
    case leadingCharacter(Character)
    /// `+` or `#`: the name becomes an MQTT user name, where these could widen a topic filter.
    case topicWildcard
    /// Neither a DNS name nor an IP address.
    case notHostName

    /// RFC 5280's upper bound of a common name; it also keeps file names short.
    package static let commonNameBytesMax = 64

    /// The fault of a text that is to be a common name, nil if it may be one.
    package static func inCommonName(_ text: String) -> NameFault? {
        if text.isEmpty { return .empty }
        if text.utf8.count > commonNameBytesMax { return .tooLong(bytesMax: commonNameBytesMax) }
        return text.unicodeScalars.contains(where: isInvisible) ? .controlCharacter : nil
    }

    /// Whether a terminal would obey the character, or show nothing or something else for it.
    package static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
        default: false
        }
    }
}
