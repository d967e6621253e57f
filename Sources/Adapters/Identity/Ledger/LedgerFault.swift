/// What is wrong with a line of the ledger.
package enum LedgerFault: Error, Hashable, Sendable {
    /// Not six fields between tabs.
    case fieldCount(Int)
    /// The first field is none of V, R and E.
    case status
    /// A date that is none, or is missing, or stands where there must be none.
    case date
    /// No reason that RFC 5280 knows.
    case reason
    /// No hexadecimal number of 1 to 20 bytes.
    case serialNumber
    /// The same number as in this earlier line.
    case repeated(line: Int)
    /// Bytes that are no UTF-8.
    case encoding
}
