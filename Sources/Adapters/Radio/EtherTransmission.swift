import LoRaFrames

/// A frame on air.
package struct EtherTransmission: Hashable, Sendable {
    /// Counts up over the ether's life.
    package let number: UInt64
    package let sender: EtherModel.RadioID
    /// Where the sender stood.
    package let position: Position
    /// How the sender was tuned.
    package let tuning: RadioSettings
    package let bytes: [UInt8]
    package let start: Duration

    /// When the last symbol has gone out.
    package var end: Duration { start + tuning.modulation.airtime(byteCount: bytes.count) }

    /// Whether both were on air at the same moment; a frame does not overlap itself.
    package func overlaps(_ other: EtherTransmission) -> Bool {
        number != other.number && start < other.end && other.start < end
    }
}
