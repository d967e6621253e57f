/// A hash table from 32-bit tags to the indices of records that lie elsewhere: open addressing,
/// linear probing, eight bytes a slot.
///
/// Its owner compares records, so it needs neither closures nor generics:
/// start at `home(of:)`, go on with `next(_:)` until an entry is free.
struct ProbeTable: Sendable {
    /// What a slot says; read once, because each read of a slot may wait for memory.
    struct Entry {
        let rawValue: UInt64

        /// Whether nothing lies here; then nothing that is searched lies behind it.
        @inline(__always)
        var isFree: Bool { rawValue == 0 }

        @inline(__always)
        var tag: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) }

        /// The record's index, if the entry is not free.
        @inline(__always)
        var index: Int { Int(rawValue & 0xFFFF_FFFF) - 1 }
    }

    /// Tag in the high half; index + 1 in the low half, where 0 marks a free slot.
    private var slots: [UInt64]
    private var mask: Int
    private(set) var count = 0

    private static let slotCountMin = 8

    init() {
        slots = [UInt64](repeating: 0, count: Self.slotCountMin)
        mask = Self.slotCountMin - 1
    }

    var bytes: Int { slots.capacity * MemoryLayout<UInt64>.stride }

    @inline(__always)
    func home(of tag: UInt32) -> Int { Int(tag) & mask }

    @inline(__always)
    func next(_ slot: Int) -> Int { (slot + 1) & mask }

    /// What lies in a slot.
    @inline(__always)
    func entry(at slot: Int) -> Entry { Entry(rawValue: slots[slot]) }

    /// Adds an entry; the owner has made sure that the record is not there yet.
    mutating func insert(tag: UInt32, index: Int) {
        precondition(index < Int(UInt32.max), "records are numbered with 32 bits")
        if (count + 1) * 4 > slots.count * 3 { resize(to: slots.count * 2) }
        place(UInt64(tag) << 32 | UInt64(index + 1))
        count += 1
    }

    /// Points an occupied slot at another record with the same tag.
    mutating func setIndex(_ index: Int, at slot: Int) {
        slots[slot] = slots[slot] & ~0xFFFF_FFFF | UInt64(index + 1)
    }

    /// Frees an occupied slot and closes the gap, so that no tombstones pile up.
    mutating func remove(at slot: Int) {
        var gap = slot
        var probe = next(slot)
        while slots[probe] != 0 {
            let wanted = home(of: entry(at: probe).tag)
            // The entry may move into the gap if its home does not lie between gap and itself.
            if (probe &- wanted) & mask >= (probe &- gap) & mask {
                slots[gap] = slots[probe]
                gap = probe
            }
            probe = next(probe)
        }
        slots[gap] = 0
        count -= 1
        if slots.count > Self.slotCountMin && count * 8 < slots.count {
            resize(to: slots.count / 2)
        }
    }

    private mutating func resize(to slotCount: Int) {
        let old = slots
        slots = [UInt64](repeating: 0, count: slotCount)
        mask = slotCount - 1
        for entry in old where entry != 0 { place(entry) }
    }

    private mutating func place(_ entry: UInt64) {
        var slot = home(of: Entry(rawValue: entry).tag)
        while slots[slot] != 0 { slot = next(slot) }
        slots[slot] = entry
    }
}
