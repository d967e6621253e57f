package import MQTTPackets

/// Packet identifiers of QoS 2 messages that were taken and not yet released by PUBREL
/// (MQTT 5 section 4.3.3, method A of receivers).
///
/// A few identifiers are a small list; many become one bit each, so that a hostile client costs
/// 8 KiB at most.
///
/// It has one owner and cannot be copied: another module would copy it at every question it asks.
package struct ReceivedIDs: ~Copyable {
    private var few: [UInt16] = []
    private var bits: [UInt64] = []
    /// Identifiers held.
    package private(set) var count = 0

    private static let fewMax = 32

    /// No identifier is held.
    package init() {}

    /// Whether the identifier is held: the message is a duplicate `[MQTT-4.3.3-10]`.
    package func contains(_ packetID: PacketID) -> Bool {
        if bits.isEmpty { return few.contains(packetID.rawValue) }
        return bits[word(of: packetID)] & mask(of: packetID) != 0
    }

    /// Holds the identifier; false when it was held already.
    package mutating func insert(_ packetID: PacketID) -> Bool {
        if contains(packetID) { return false }
        count += 1
        if bits.isEmpty {
            if few.count < Self.fewMax {
                few.append(packetID.rawValue)
                return true
            }
            spread()
        }
        bits[word(of: packetID)] |= mask(of: packetID)
        return true
    }

    /// Lets the identifier go `[MQTT-4.3.3-12]`; false when it was not held.
    package mutating func remove(_ packetID: PacketID) -> Bool {
        guard contains(packetID) else { return false }
        count -= 1
        if bits.isEmpty {
            few.removeAll { $0 == packetID.rawValue }
        } else {
            bits[word(of: packetID)] &= ~mask(of: packetID)
        }
        return true
    }

    private mutating func spread() {
        bits = Array(repeating: 0, count: 1_024)
        for rawValue in few { bits[Int(rawValue >> 6)] |= 1 << UInt64(rawValue & 63) }
        few = []
    }

    private func word(of packetID: PacketID) -> Int { Int(packetID.rawValue >> 6) }
    private func mask(of packetID: PacketID) -> UInt64 { 1 << UInt64(packetID.rawValue & 63) }
}
