/// A reading in its frame, on the way to the radio.
package struct GatewayFrame: Hashable, Sendable {
    package let reading: Reading
    /// Header and token, as they go on air.
    package let bytes: [UInt8]
    /// Time the frame is on air.
    package let airtime: Duration

    package init(reading: Reading, bytes: [UInt8], airtime: Duration) {
        self.reading = reading
        self.bytes = bytes
        self.airtime = airtime
    }
}
