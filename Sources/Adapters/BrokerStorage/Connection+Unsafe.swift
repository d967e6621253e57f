import BrokerCore
import GRDB
import GRDBSQLite

/// The one connection to the database. No second one is ever opened to the same file: SQLite
/// before 3.51.3 can lose commits when two of them write and checkpoint at once.
///
/// Belongs to one thread at a time.
@safe final class Connection {
    private let queue: DatabaseQueue
    // Proof for every use: GRDB keeps its connection open as long as `queue`, and whoever holds
    // this object is the only one to call either.
    private let handle: OpaquePointer
    /// Compiled once; nil after `close`.
    private(set) var statements: Statements?

    /// Bytes that a value may have: more than the largest packet of MQTT. What claims to be larger
    /// is damage.
    private static let valueBytesMax: Int32 = 288 << 20

    /// Opens or makes the file and brings it to the present schema. A file of others, or of a
    /// later version, is refused before anything is written.
    init(file: String, durability: Durability) throws(SQLiteFault) {
        do {
            queue = try DatabaseQueue(path: file, configuration: Self.configuration(durability))
            unsafe handle = unsafe try queue.inDatabase { database in
                guard let handle = unsafe database.sqliteConnection else {
                    throw DatabaseError(resultCode: .SQLITE_CANTOPEN)
                }
                unsafe sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Self.valueBytesMax)
                return unsafe handle
            }
            try Schema.migrator.migrate(queue)
        } catch {
            throw Self.asDamage(unsafe SQLiteFault(error, nil))
        }
        // GRDB listens to commits for observers, and expects to be in its own queue then. There are
        // no observers here, and commits come from statements of this module.
        _ = unsafe sqlite3_commit_hook(handle, nil, nil)
        _ = unsafe sqlite3_rollback_hook(handle, nil, nil)
        do throws(SQLiteFault) {
            statements = try Statements(self)
        } catch {
            throw Self.asDamage(error)
        }
    }

    /// Closes; what the log holds goes into the database first, if it can.
    func close() {
        statements = nil
        // Nothing is left that could keep it open, and what a failed checkpoint leaves in the log
        // is read at the next start.
        try? queue.close()
    }

    /// Compiles a statement.
    func prepare(_ sql: String) throws(SQLiteFault) -> PreparedStatement {
        try unsafe PreparedStatement(handle, sql)
    }

    /// Executes statements that are not worth keeping.
    func execute(_ sql: String) throws(SQLiteFault) {
        do {
            try queue.inDatabase { try $0.execute(sql: sql) }
        } catch {
            throw unsafe SQLiteFault(error, handle)
        }
    }

    /// The first column of the first row.
    func text(_ sql: String) throws(SQLiteFault) -> String? {
        do {
            return try queue.inDatabase { try String.fetchOne($0, sql: sql) }
        } catch {
            throw unsafe SQLiteFault(error, handle)
        }
    }

    /// The first column of the first row.
    func integer(_ sql: String) throws(SQLiteFault) -> Int? {
        do {
            return try queue.inDatabase { try Int.fetchOne($0, sql: sql) }
        } catch {
            throw unsafe SQLiteFault(error, handle)
        }
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// Rows that the last statement changed.
    var changedCount: Int { Int(unsafe sqlite3_changes(handle)) }

    /// The version that runs, as text and as number.
    static var version: (text: String, number: Int) {
        (unsafe String(cString: sqlite3_libversion()), Int(sqlite3_libversion_number()))
    }

    /// The version is known: what does not fit it is damage.
    private static func asDamage(_ fault: SQLiteFault) -> SQLiteFault {
        if !fault.isDamage || fault.isCorruption { return fault }
        return SQLiteFault(code: SQLiteFault.corrupt, systemCode: 0, text: fault.text)
    }

    private static func configuration(_ durability: Durability) -> Configuration {
        let synchronous =
            switch durability {
            case .sync: "FULL"
            case .interval: "NORMAL"
            case .off: "OFF"
            }
        var configuration = Configuration()
        configuration.label = "journal"
        // BEGIN and COMMIT are statements prepared here.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            // The lock before anything is read, page size and vacuum before anything is written;
            // later SQLite would write the vacuum mode once more, which a full disk refuses.
            try database.execute(
                sql: """
                    PRAGMA locking_mode = EXCLUSIVE;
                    PRAGMA cell_size_check = ON;
                    PRAGMA trusted_schema = OFF;
                    """)
            guard let handle = unsafe database.sqliteConnection else {
                throw DatabaseError(resultCode: .SQLITE_CANTOPEN)
            }
            try FileOrigin.checkContent { sql throws(SQLiteFault) in
                try unsafe PreparedStatement(handle, sql)
            }
            if try Int.fetchOne(database, sql: "PRAGMA page_count") == 0 {
                try database.execute(
                    sql: "PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL")
            }
            // The kernel caches the file too: a copy of everything kept, in here, would cost more
            // memory than the messages themselves.
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = \(synchronous);
                    PRAGMA wal_autocheckpoint = 1000;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA cache_size = -4096;
                    PRAGMA mmap_size = 0;
                    PRAGMA temp_store = MEMORY;
                    """)
        }
        return configuration
    }
}
