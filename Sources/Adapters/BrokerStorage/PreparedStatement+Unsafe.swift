import GRDBSQLite
import Glibc

/// A statement that SQLite has compiled once, on GRDB's own connection, and that is bound by hand:
/// a fifth of the time that GRDB's values take, which counts once for each message.
///
/// Used by one thread at a time, as the connection is; gone before the connection is closed.
@safe final class PreparedStatement {
    // Proof of each `unsafe` below: `handle` is alive as long as this object, and `connection` as
    // long as its statements, which `Connection` drops before it closes. Bytes are copied during
    // the call that binds them; bytes of a column are read before the next step.
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    /// The first refusal of a value, reported by the step.
    private var bindCode = SQLITE_OK

    /// Compiles the text.
    init(_ connection: OpaquePointer, _ sql: String) throws(SQLiteFault) {
        var created: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &created, nil)
        guard code == SQLITE_OK, let created = unsafe created else {
            throw unsafe SQLiteFault(connection, code: code)
        }
        unsafe handle = created
        unsafe self.connection = connection
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Binds a number; places count from 1.
    func bind(_ number: Int64, at place: Int32) {
        note(unsafe sqlite3_bind_int64(handle, place, number))
    }

    /// Binds NULL.
    func bindNothing(at place: Int32) {
        note(unsafe sqlite3_bind_null(handle, place))
    }

    /// Binds a copy of the bytes.
    func bind(_ bytes: Span<UInt8>, at place: Int32) {
        if bytes.isEmpty { return note(unsafe sqlite3_bind_zeroblob(handle, place, 0)) }
        // SQLITE_TRANSIENT: SQLite copies before it returns.
        let copy = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe sqlite3_bind_blob64(
                handle, place, buffer.baseAddress, UInt64(buffer.count), copy)
        }
        note(code)
    }

    /// Binds every value of a row from the first place on.
    func bind(_ row: StoredRow) {
        for (index, value) in row.values.enumerated() {
            let place = Int32(index + 1)
            switch value {
            case .nothing: bindNothing(at: place)
            case .integer(let number): bind(number, at: place)
            case .bytes(let bytes): bind(bytes.span, at: place)
            }
        }
    }

    /// Goes to the next row; false when there is none.
    func step() throws(SQLiteFault) -> Bool {
        if bindCode != SQLITE_OK {
            let code = bindCode
            reset()
            throw unsafe SQLiteFault(connection, code: code)
        }
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        let fault = unsafe SQLiteFault(connection, code: code, systemCode: errno)
        reset()
        throw fault
    }

    /// Executes a statement that yields no rows.
    func run() throws(SQLiteFault) {
        while try step() {}
        reset()
    }

    /// Makes ready for other values.
    func reset() {
        bindCode = SQLITE_OK
        // It repeats the error of the last step, which was reported then.
        _ = unsafe sqlite3_reset(handle)
    }

    /// Columns count from 0.
    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

    /// Whether the column is a number.
    func isInteger(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_INTEGER
    }

    /// Whether the column is NULL.
    func isNothing(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// Lends the bytes of a column; none when it is NULL.
    func withBytes<Result>(_ column: Int32, _ body: (Span<UInt8>) -> Result) -> Result {
        let start = unsafe sqlite3_column_blob(handle, column)
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
        return unsafe body(bytes.bindMemory(to: UInt8.self).span)
    }

    /// A copy of so many columns from one on.
    func row(from first: Int32 = 0, count: Int) -> StoredRow {
        var values: [StoredValue] = []
        values.reserveCapacity(count)
        for column in first..<first + Int32(count) {
            switch unsafe sqlite3_column_type(handle, column) {
            case SQLITE_INTEGER: values.append(.integer(integer(column)))
            case SQLITE_NULL: values.append(.nothing)
            default:
                values.append(
                    .bytes(
                        withBytes(column) { bytes in
                            unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
                        }))
            }
        }
        return StoredRow(values: values)
    }

    private func note(_ code: Int32) {
        if bindCode == SQLITE_OK { bindCode = code }
    }
}
