/// The four bytes that RadioHead puts before the data of every frame.
package struct RadioHeadHeader: Hashable, Sendable {
    /// The address that every node listens to, RadioHead's default for TO and FROM.
    package static let broadcastAddress: UInt8 = 0xFF
    /// Bytes of the header on air.
    package static let byteCount = 4

    /// The node the frame is for.
    package var to: UInt8
    /// The node that sent the frame.
    package var from: UInt8
    /// The sender's sequence number; 0 when the sender does not count.
    package var id: UInt8
    /// The upper four bits are RadioHead's (0x80 acknowledges), the lower four the application's.
    package var flags: UInt8

    /// A header; without arguments, RadioHead's own defaults.
    package init(
        to: UInt8 = broadcastAddress, from: UInt8 = broadcastAddress, id: UInt8 = 0,
        flags: UInt8 = 0
    ) {
        self.to = to
        self.from = from
        self.id = id
        self.flags = flags
    }

    /// Whether a node with this address takes the frame.
    package func isAddressed(to address: UInt8) -> Bool {
        to == address || to == Self.broadcastAddress
    }
}
