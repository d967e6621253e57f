/// The sessions of one shard by client identifier: a hash table with open addressing.
///
/// Identifiers are told apart by their bytes, as MQTT has it: Swift takes texts for equal that only
/// look equal, and a client could take over a session that is not its own. The hash is seeded per
/// process, so that clients cannot aim at one place.
struct SessionTable {
    private var slots: [Session?] = Array(repeating: nil, count: slotCountMin)
    /// The hash of what lies in the same slot.
    private var tags: [UInt32] = Array(repeating: 0, count: slotCountMin)

    /// How many there are.
    private(set) var count = 0

    private static let slotCountMin = 8

    /// The session of the client.
    subscript(clientID: String) -> Session? {
        get { slots[slot(of: clientID, tag: Self.tag(of: clientID))] }
        set {
            if let newValue {
                insert(newValue, clientID)
            } else {
                remove(clientID)
            }
        }
    }

    private mutating func insert(_ session: Session, _ clientID: String) {
        if (count + 1) * 4 > slots.count * 3 { resize(to: slots.count * 2) }
        let tag = Self.tag(of: clientID)
        let slot = slot(of: clientID, tag: tag)
        if slots[slot] == nil { count += 1 }
        slots[slot] = session
        tags[slot] = tag
    }

    /// Frees the client's slot and closes the gap, so that no tombstones pile up.
    private mutating func remove(_ clientID: String) {
        var gap = slot(of: clientID, tag: Self.tag(of: clientID))
        if slots[gap] == nil { return }
        let mask = slots.count - 1
        var probe = (gap + 1) & mask
        while let session = slots[probe] {
            // It may move into the gap if its home does not lie between the gap and itself.
            if (probe &- Int(tags[probe])) & mask >= (probe &- gap) & mask {
                slots[gap] = session
                tags[gap] = tags[probe]
                gap = probe
            }
            probe = (probe + 1) & mask
        }
        slots[gap] = nil
        count -= 1
        if slots.count > Self.slotCountMin, count * 8 < slots.count {
            resize(to: slots.count / 2)
        }
    }

    /// Where the client's session lies, or would be put.
    private func slot(of clientID: String, tag: UInt32) -> Int {
        let mask = slots.count - 1
        var slot = Int(tag) & mask
        while let session = slots[slot] {
            if tags[slot] == tag, session.clientID.hasSameBytes(as: clientID) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func resize(to slotCount: Int) {
        let old = (slots: slots, tags: tags)
        slots = Array(repeating: nil, count: slotCount)
        tags = Array(repeating: 0, count: slotCount)
        for (session, tag) in zip(old.slots, old.tags) where session != nil {
            var slot = Int(tag) & (slotCount - 1)
            while slots[slot] != nil { slot = (slot + 1) & (slotCount - 1) }
            slots[slot] = session
            tags[slot] = tag
        }
    }

    private static func tag(of clientID: String) -> UInt32 {
        let bytes = clientID.utf8.span
        var hasher = Hasher()
        var word = UInt64(bytes.count)
        for index in bytes.indices {
            word = word << 8 | UInt64(bytes[index])
            if index & 7 == 7 { hasher.combine(word) }
        }
        hasher.combine(word)
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }
}

extension String {
    /// Whether both are the same on the wire; `==` compares what a reader sees.
    func hasSameBytes(as other: String) -> Bool {
        let bytes = utf8.span
        let others = other.utf8.span
        if bytes.count != others.count { return false }
        for index in bytes.indices where bytes[index] != others[index] { return false }
        return true
    }
}
