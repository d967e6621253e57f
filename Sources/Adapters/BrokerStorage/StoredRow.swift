/// The columns of a row as they lie in its table; the last is the checksum of the others.
struct StoredRow: Equatable {
    private(set) var values: [StoredValue]

    /// A row as it was read.
    init(values: [StoredValue]) { self.values = values }

    /// A row to be written; the checksum is added.
    init(sealing values: [StoredValue]) {
        self.values = values
        self.values.append(.integer(Self.checksum(of: values[...])))
    }

    /// Whether the checksum is that of the other columns.
    var isSound: Bool { values.last == .integer(Self.checksum(of: values.dropLast())) }

    private static func checksum(of values: ArraySlice<StoredValue>) -> Int64 {
        var checksum = RowChecksum()
        for value in values {
            switch value {
            case .nothing: checksum.addNothing()
            case .integer(let number): checksum.add(number)
            case .bytes(let bytes): checksum.add(bytes.span)
            }
        }
        return checksum.value
    }
}
