package import LoRaFrames

/// What the receiver makes of a frame.
package enum ReceiverVerdict: Hashable, Sendable {
    case verified(RadioHeadFrame, JWTContent)
    /// The frame is for another node.
    case notForUs(RadioHeadHeader)
    case refused(RadioHeadHeader?, ReceiverRefusal)
}
