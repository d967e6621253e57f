import GRDB
import GRDBSQLite

extension SQLiteFault {
    /// The refusal that the connection reported last.
    /// - Parameter systemCode: errno after the call; SQLite notes none for a COMMIT.
    init(_ connection: OpaquePointer, code: Int32, systemCode: Int32 = 0) {
        // Proof: the caller's connection is open; the text is copied before anything else is
        // called on it.
        let extended = unsafe sqlite3_extended_errcode(connection)
        let noted = unsafe sqlite3_system_errno(connection)
        self.init(
            code: extended == SQLITE_OK ? code : extended,
            systemCode: noted == 0 && code & 0xFF == SQLITE_IOERR ? systemCode : noted,
            text: unsafe String(cString: sqlite3_errmsg(connection)))
    }

    /// A refusal as GRDB reports it.
    /// - Parameter connection: where it happened, if it is open.
    init(_ error: any Error, _ connection: OpaquePointer?) {
        if let fault = error as? SQLiteFault {
            self = fault
            return
        }
        guard let error = error as? DatabaseError else {
            self.init(code: SQLITE_ERROR, systemCode: 0, text: "\(error)")
            return
        }
        // Proof: as above.
        let systemCode = unsafe connection.map { unsafe sqlite3_system_errno($0) }
        self.init(
            code: error.extendedResultCode.rawValue, systemCode: systemCode ?? 0,
            text: error.message ?? "SQLite error")
    }
}
