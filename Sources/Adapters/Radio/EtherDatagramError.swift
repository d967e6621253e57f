/// Why a datagram is none of ours.
package enum EtherDatagramError: Error, Hashable, Sendable {
    /// The first bytes are not ours, or of another version.
    case foreign
    case unknownKind
    case truncated
    case trailingBytes
    /// A field holds what no radio can be set to.
    case badValue
    case frameTooLong
}
