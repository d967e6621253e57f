/// A packet identifier; never zero `[MQTT-2.2.1-3]`.
@usableFromInline package struct PacketID: Hashable, Sendable {
    /// As the wire has it.
    @usableFromInline package let rawValue: UInt16

    /// Nil for zero, which no packet may bear.
    @inlinable package init?(_ rawValue: UInt16) {
        if rawValue == 0 { return nil }
        self.rawValue = rawValue
    }

    @inlinable package static func == (left: PacketID, right: PacketID) -> Bool {
        left.rawValue == right.rawValue
    }
}
