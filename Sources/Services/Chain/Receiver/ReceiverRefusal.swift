package import LoRaFrames

/// Why the receiver does not believe a frame.
package enum ReceiverRefusal: Hashable, Sendable, CustomStringConvertible {
    /// Nothing says whether the radio heard the bytes right.
    case withoutCRC
    case frame(RadioHeadError)
    case token(JWTRefusal)

    package var description: String {
        switch self {
        case .withoutCRC: "the frame has no CRC"
        case .frame(.headerIncomplete(let byteCount)):
            "\(byteCount) bytes are no RadioHead frame: its header has 4"
        case .frame(.contentTooLong(let byteCount, let max)):
            "\(byteCount) bytes of content, more than \(max)"
        case .token(let refusal): refusal.description
        }
    }
}
