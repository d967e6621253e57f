/// The levels of a tree of topics or filters: each has a number, under which the tree keeps what it
/// knows of it, and is found by its parent and its name.
struct LevelTable: Sendable {
    private var names = [Name(key: 0, parent: LevelTable.root, isLong: false)]
    private var edges = ProbeTable()
    private var longNames = ByteArena()
    private var firstFree = LevelTable.root
    let hash: SeededHash

    /// The root is nobody's child, so as a child its number means "none".
    static let root: UInt32 = 0

    private struct Name {
        /// The name itself, or where it lies in `longNames`.
        var key: UInt64
        /// The next free number for a free one.
        var parent: UInt32
        var isLong: Bool
    }

    init(hash: SeededHash) { self.hash = hash }

    var bytes: Int { names.capacity * MemoryLayout<Name>.stride + edges.bytes + longNames.bytes }

    /// The first byte of the level, nil when it is empty.
    func firstByte(of number: UInt32) -> UInt8? {
        let name = names[Int(number)]
        if name.isLong {
            return longNames.storage[ArenaSlice(rawValue: name.key).range.lowerBound]
        }
        return name.key == 0 ? nil : UInt8(truncatingIfNeeded: name.key)
    }

    /// The level of that name below `parent`, which was read from `bytes`; the root for none.
    @inline(__always)
    func child(of parent: UInt32, _ level: TopicLevel, in bytes: Span<UInt8>) -> UInt32 {
        let tag = hash.tag(parent: parent, level: level.word)
        var slot = edges.home(of: tag)
        while true {
            let entry = edges.entry(at: slot)
            if entry.isFree { return Self.root }
            if entry.tag == tag, isChild(names[entry.index], parent, level, bytes) {
                return UInt32(truncatingIfNeeded: entry.index)
            }
            slot = edges.next(slot)
        }
    }

    /// Adds a level that is not there yet; numbers that were given back are used first, then the
    /// next after the last.
    mutating func add(to parent: UInt32, _ level: TopicLevel, in bytes: Span<UInt8>) -> UInt32 {
        var name = Name(key: level.word, parent: parent, isLong: false)
        if !level.isShort {
            name.isLong = true
            name.key = longNames.append(bytes.extracting(level.start..<level.end)).rawValue
        }
        let number: UInt32
        if firstFree == Self.root {
            number = UInt32(names.count)
            names.append(name)
        } else {
            number = firstFree
            firstFree = names[Int(number)].parent
            names[Int(number)] = name
        }
        edges.insert(tag: hash.tag(parent: parent, level: level.word), index: Int(number))
        return number
    }

    /// Gives the number back; answers the level's parent.
    mutating func remove(_ number: UInt32) -> UInt32 {
        let name = names[Int(number)]
        var word = name.key
        if name.isLong {
            let slice = ArenaSlice(rawValue: name.key)
            word = hash.hash(longNames.storage.span.extracting(slice.range))
            longNames.free(slice)
        }
        let tag = hash.tag(parent: name.parent, level: word)
        var slot = edges.home(of: tag)
        while edges.entry(at: slot).index != Int(number) { slot = edges.next(slot) }
        edges.remove(at: slot)
        names[Int(number)] = Name(key: 0, parent: firstFree, isLong: false)
        firstFree = number
        if longNames.isWorthCompacting { compact() }
        return name.parent
    }

    @inline(__always)
    private func isChild(
        _ name: Name, _ parent: UInt32, _ level: TopicLevel, _ bytes: Span<UInt8>
    ) -> Bool {
        if name.parent != parent || name.isLong == level.isShort { return false }
        if level.isShort { return name.key == level.word }
        return longNames.holds(
            bytes.extracting(level.start..<level.end), at: ArenaSlice(rawValue: name.key))
    }

    private mutating func compact() {
        var compacted = ByteArena(replacing: longNames)
        for index in names.indices where names[index].isLong {
            let slice = ArenaSlice(rawValue: names[index].key)
            names[index].key = compacted.append(slice, of: longNames).rawValue
        }
        longNames = compacted
    }
}
