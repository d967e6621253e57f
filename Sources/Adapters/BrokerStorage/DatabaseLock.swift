/// The right to use a database, held against every other process and every other broker of this
/// one until the end of this object.
struct DatabaseLock: ~Copyable {
    private let file: DiskFile

    /// Takes the lock or says who has it.
    /// - Parameter now: in seconds since 1970.
    init(of database: String, now: Int64) throws(StorageFault) {
        let file = try Self.opened(database)
        let isOurs: Bool
        do throws(SystemError) {
            isOurs = try file.lock()
        } catch {
            throw StorageFault(file: database, error)
        }
        guard isOurs else {
            // Nobody reads better than not knowing the name.
            let lines = (try? file.read(1_024, at: 0)) ?? []
            let holder = LockHolder(lines: String(decoding: lines, as: UTF8.self))
            throw StorageFault(file: database, cause: .heldBy(holder))
        }
        let holder = LockHolder(
            processID: FileSystem.ownProcessID, command: FileSystem.ownCommand(), since: now)
        // On a full disk the lock holds without a name.
        try? file.truncate(to: 0)
        try? file.write(Array(holder.lines.utf8), at: 0)
        self.file = file
    }

    /// Whether a broker had the database before: its name stays in the lock's file.
    static func wasHeld(of database: String) -> Bool {
        FileSystem.size(of: path(of: database)) > 0
    }

    private static func path(of database: String) -> String { database + ".lock" }

    private static func opened(_ database: String) throws(StorageFault) -> DiskFile {
        do throws(SystemError) {
            return try DiskFile(path(of: database), mode: 0o600)
        } catch {
            throw StorageFault(file: database, error)
        }
    }
}
