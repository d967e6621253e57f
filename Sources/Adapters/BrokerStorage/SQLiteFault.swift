/// A call that SQLite refused.
package struct SQLiteFault: Error, Equatable, Sendable {
    /// SQLite's extended result code.
    package let code: Int32
    /// The errno behind it; 0 when there is none.
    package let systemCode: Int32
    /// SQLite's own words.
    package let text: String

    /// A refusal with its codes.
    package init(code: Int32, systemCode: Int32, text: String) {
        self.code = code
        self.systemCode = systemCode
        self.text = text
    }

    /// The result code without its extension.
    var primaryCode: Int32 { code & 0xFF }

    /// Whether the disk, the quota or the file size limit has no room left.
    var isFull: Bool {
        primaryCode == Self.full
            || (Self.systemCalls.contains(primaryCode) && Self.noRoom.contains(systemCode))
    }

    /// Whether SQLite found the content of the file damaged, or a value larger than any written.
    var isCorruption: Bool { Self.damages.contains(primaryCode) }

    /// Whether the content is to blame where nothing but the content can be: in a file that has
    /// proved to be ours and of a version known. SQLite calls a broken schema a plain error.
    var isDamage: Bool { code > 0 && !Self.circumstances.contains(primaryCode) }

    static let corrupt: Int32 = 11
    static let cannotOpen: Int32 = 14
    /// None of SQLite's: the file is of a later version, which `systemCode` tells.
    static let newerSchema: Int32 = -1
    /// None of SQLite's: the file is not ours.
    static let foreign: Int32 = -2

    private static let full: Int32 = 13
    /// CORRUPT, TOOBIG and NOTADB.
    private static let damages: Set<Int32> = [corrupt, 18, 26]
    /// IOERR and CANTOPEN, which leave errno.
    private static let systemCalls: Set<Int32> = [10, 14]
    /// EFBIG, ENOSPC and EDQUOT.
    private static let noRoom: Set<Int32> = [27, 28, 122]
    /// PERM, BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL, NOLFS,
    /// AUTH.
    private static let circumstances: Set<Int32> = [3, 5, 6, 7, 8, 9, 10, 13, 14, 15, 22, 23]
}
