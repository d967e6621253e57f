/// A table that forgets what was put in first when it is full.
package struct FixedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var values: [Key: Value] = [:]
    /// The keys in the order they came; those before `oldest` are forgotten already.
    private var keys: [Key] = []
    private var oldest = 0
    private let countMax: Int

    /// Holds so many values.
    package init(countMax: Int) { self.countMax = countMax }

    /// How many there are.
    package var count: Int { values.count }

    /// What the key leads to.
    package subscript(key: Key) -> Value? { values[key] }

    /// Puts a value in, in place of what the key led to.
    package mutating func put(_ value: Value, at key: Key) {
        if values.updateValue(value, forKey: key) != nil { return }
        keys.append(key)
        if values.count > countMax { forgetOldest() }
    }

    /// Forgets at most so many of the oldest, as long as they have come to their end.
    package mutating func forget(upTo count: Int, where hasEnded: (Value) -> Bool) {
        for _ in 0..<count {
            guard oldest < keys.count, let value = values[keys[oldest]], hasEnded(value)
            else { return }
            forgetOldest()
        }
    }

    private mutating func forgetOldest() {
        values[keys[oldest]] = nil
        oldest += 1
        // Half of the keys at a time, so that moving the rest costs little per key.
        if oldest * 2 < keys.count { return }
        keys.removeFirst(oldest)
        oldest = 0
    }
}
