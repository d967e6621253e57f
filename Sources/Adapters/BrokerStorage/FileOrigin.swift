/// Whose a file is. What is certainly not ours is refused, so that a wrong name in the
/// configuration costs nobody a file; what may be ours and is damaged passes.
enum FileOrigin {
    private static let pageBytes = 4_096
    private static let header = Array("SQLite format 3\0".utf8)
    /// From the fourth byte on.
    private static let mosquittoHeader = Array("mosquitto db".utf8)

    /// Looks at the first bytes and the size of a file that no broker had yet: ours has whole
    /// pages, whatever its bytes became.
    static func checkBytes(of path: String) throws(SQLiteFault) {
        let size = FileSystem.size(of: path)
        if size == 0 { return }
        let start: [UInt8]
        do throws(SystemError) {
            start = try DiskFile(path, mode: nil).read(header.count, at: 0)
        } catch {
            throw SQLiteFault(
                code: SQLiteFault.cannotOpen, systemCode: error.code,
                text: "\(error.operation) failed")
        }
        if header.starts(with: start) { return }
        if start.dropFirst(3).starts(with: mosquittoHeader) {
            throw foreign("a database of mosquitto")
        }
        if size % pageBytes != 0 { throw foreign("no SQLite database") }
    }

    /// Looks for our tables, and for the version that every version keeps in row 1 of `meta`,
    /// before anything is written or compiled that another version may not have.
    static func checkContent(
        _ prepare: (String) throws(SQLiteFault) -> PreparedStatement
    ) throws(SQLiteFault) {
        let names = Table.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let tables = try prepare(
            """
            SELECT count(*), sum(name IN (\(names)) AND sql LIKE '%crc%'), sum(name = 'meta'),
            sum(name = 'grdb_migrations') FROM sqlite_master WHERE type = 'table'
            """)
        guard try tables.step() else { return }
        let (count, ownCount) = (tables.integer(0), tables.integer(1))
        let (hasMeta, isBegun) = (tables.integer(2) > 0, tables.integer(3) > 0)
        tables.reset()
        if count == 0 {
            let pages = try prepare("PRAGMA page_count")
            guard try pages.step(), pages.integer(0) > 1 else { return }
            throw SQLiteFault(
                code: SQLiteFault.corrupt, systemCode: 0, text: "its tables are gone")
        }
        if ownCount == 0 {
            // A first start that was killed leaves the table of migrations alone.
            if isBegun && count == 1 { return }
            throw foreign("an SQLite database of another program")
        }
        if hasMeta { try checkVersion(prepare) }
    }

    private static func checkVersion(
        _ prepare: (String) throws(SQLiteFault) -> PreparedStatement
    ) throws(SQLiteFault) {
        let reading = try prepare(
            "SELECT \(Table.meta.columnList) FROM meta WHERE key = \(MetaKey.schema.rawValue)")
        guard try reading.step() else { return }
        let row = reading.row(count: Table.meta.columns.count)
        guard row.isSound, let version = row.values[1].integer, version > Schema.version else {
            return
        }
        throw SQLiteFault(
            code: SQLiteFault.newerSchema, systemCode: Int32(clamping: version),
            text: "newer schema")
    }

    private static func foreign(_ text: String) -> SQLiteFault {
        SQLiteFault(code: SQLiteFault.foreign, systemCode: 0, text: text)
    }
}
