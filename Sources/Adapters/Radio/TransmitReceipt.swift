/// A frame that has gone out.
package struct TransmitReceipt: Hashable, Sendable {
    /// Time it was on air.
    package let airtime: Duration

    /// When a frame was on the air.
    package init(airtime: Duration) {
        self.airtime = airtime
    }
}
