package import MQTTPackets

/// Which packet identifiers the client uses now; PUBLISH, SUBSCRIBE and UNSUBSCRIBE share them.
package struct PacketIDs: ~Copyable {
    private var words = [UInt64](repeating: 0, count: 1_024)
    private var last: UInt16 = 0
    /// How many identifiers are in use.
    package private(set) var inUseCount = 0

    /// None in use.
    package init() {}

    /// The next free identifier after the last one; nil when all 65,535 are in use.
    package mutating func allocate() -> PacketID? {
        if inUseCount == Int(UInt16.max) { return nil }
        while true {
            last = last == .max ? 1 : last + 1
            let (word, bit) = (Int(last) / 64, UInt64(1) << (UInt64(last) % 64))
            if words[word] & bit == 0 {
                words[word] |= bit
                inUseCount += 1
                return PacketID(last)
            }
        }
    }

    /// Makes the identifier free again `[MQTT-2.2.1-4]`.
    package mutating func release(_ id: PacketID) {
        let (word, bit) = (Int(id.rawValue) / 64, UInt64(1) << (UInt64(id.rawValue) % 64))
        if words[word] & bit != 0 {
            words[word] &= ~bit
            inUseCount -= 1
        }
    }
}
