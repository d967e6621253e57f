/// A table that forgets what was put in first when it is full.
package struct FixedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var values: [Key: Value] = [:]
    /// The keys in the order they came; the oldest is at `oldest` once the table is full.
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
        if keys.count < countMax {
            keys.append(key)
        } else {
            values[keys[oldest]] = nil
            keys[oldest] = key
            oldest = (oldest + 1) % countMax
        }
    }
}
