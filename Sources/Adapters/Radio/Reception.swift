/// A frame as a radio heard it.
package struct Reception: Hashable, Sendable {
    /// The payload, RadioHead header first; any bytes at all.
    package let bytes: [UInt8]
    /// Strength of the signal, in dBm.
    package let signalStrength: Int
    /// Signal above noise, in dB; LoRa hears below the noise, so it may be negative.
    package let signalToNoise: Int
    /// Whether a CRC protected the frame; without one the bytes may be broken.
    package let hasCRC: Bool
    /// Time the frame was on air.
    package let airtime: Duration

    /// A frame as it was heard.
    package init(
        bytes: [UInt8], signalStrength: Int, signalToNoise: Int, hasCRC: Bool, airtime: Duration
    ) {
        self.bytes = bytes
        self.signalStrength = signalStrength
        self.signalToNoise = signalToNoise
        self.hasCRC = hasCRC
        self.airtime = airtime
    }
}
