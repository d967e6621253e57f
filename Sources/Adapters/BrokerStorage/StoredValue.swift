/// One column of a row.
enum StoredValue: Equatable {
    case nothing
    case integer(Int64)
    case bytes([UInt8])

    /// A number that SQLite keeps with a sign.
    init(_ number: UInt64) { self = .integer(Int64(bitPattern: number)) }

    /// A number.
    init(_ number: some FixedWidthInteger) { self = .integer(Int64(clamping: number)) }

    /// A number or nothing.
    init(_ number: Int64?) { self = number.map { .integer($0) } ?? .nothing }

    /// The number, if it is one.
    var integer: Int64? {
        if case .integer(let number) = self { return number }
        return nil
    }

    /// The number without a sign, if it is one.
    var number: UInt64? { integer.map { UInt64(bitPattern: $0) } }

    /// The bytes, if there are any.
    var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { return bytes }
        return nil
    }
}
