/// A packet identifier; never zero `[MQTT-2.2.1-3]`.
package struct PacketID: Hashable, Sendable {
    package let rawValue: UInt16

    /// Nil for zero, which no packet may bear.
    @inline(__always)
    package init?(_ rawValue: UInt16) {
        if rawValue == 0 { return nil }
        self.rawValue = rawValue
    }
}
