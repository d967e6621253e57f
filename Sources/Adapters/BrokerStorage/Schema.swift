import GRDB

/// The versions of the database's layout, each made from the one before.
enum Schema {
    /// The version that this code reads and writes; row 1 of `meta` names the file's.
    static let version = 1

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            for table in Table.allCases { try database.execute(sql: table.definition) }
        }
        return migrator
    }
}
