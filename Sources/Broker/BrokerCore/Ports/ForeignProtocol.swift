/// What a peer speaks, told by the first bytes it sends to a listener of something else.
package enum ForeignProtocol: Hashable, Sendable {
    /// MQTT's CONNECT, in the clear.
    case mqtt
    /// A TLS handshake (RFC 8446 section 5.1).
    case tls
    /// A request of HTTP/1 or the preface of HTTP/2.
    case http
    /// The line, or the signature, by which a load balancer says who connects to it.
    case proxy
    /// SSH's greeting.
    case secureShell

    /// Nil when fewer than four bytes have come, or they are nothing that is known.
    package init?(opening bytes: Span<UInt8>) {
        if bytes.count < 4 { return nil }
        if bytes[0] == 0x10 {
            self = .mqtt
            return
        }
        let word =
            UInt32(bytes[0]) << 24 | UInt32(bytes[1]) << 16 | UInt32(bytes[2]) << 8
            | UInt32(bytes[3])
        switch word {
        case 0x1603_0000...0x1603_FFFF: self = .tls
        case 0x5052_4F58, 0x0D0A_0D0A: self = .proxy  // "PROX", and version 2's signature
        case 0x5353_482D: self = .secureShell  // "SSH-"
        // "GET ", "POST", "PUT ", "HEAD", "OPTI", "CONN", "DELE", "PATC", "PRI "
        case 0x4745_5420, 0x504F_5354, 0x5055_5420, 0x4845_4144, 0x4F50_5449, 0x434F_4E4E,
            0x4445_4C45, 0x5041_5443, 0x5052_4920:
            self = .http
        default: return nil
        }
    }
}
