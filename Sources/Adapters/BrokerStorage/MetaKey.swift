/// The rows of the table `meta`.
enum MetaKey: Int64, CaseIterable {
    case schema = 1
    /// No session had a higher number.
    case lastSession = 2
    /// No message had a higher number.
    case lastMessage = 3

    /// The row that says so.
    func row(_ value: UInt64) -> StoredRow {
        StoredRow(sealing: [.integer(rawValue), StoredValue(value)])
    }

    /// The row that says that the number is lost.
    var lost: StoredRow { StoredRow(sealing: [.integer(rawValue), .nothing]) }
}
