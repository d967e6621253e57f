/// Why the journal cannot be opened or written.
package struct StorageFault: Error, Equatable, Sendable {
    /// What stands in the way.
    package enum Cause: Equatable, Sendable {
        /// Another process, or another broker of this one, has the file.
        case heldBy(LockHolder)
        /// A later Apus made the file.
        case newerSchema(found: Int, known: Int)
        /// It is not ours; what it is instead.
        case foreign(String)
        case sqlite(SQLiteFault)
        /// A call of the system, by its name, and errno.
        case system(String, code: Int32)
    }

    package let file: String
    package let cause: Cause

    /// A fault of a file.
    package init(file: String, cause: Cause) {
        self.file = file
        self.cause = cause
    }

    /// A call of the system that failed for a file.
    init(file: String, _ error: SystemError) {
        self.init(file: file, cause: .system(error.operation, code: error.code))
    }

    /// A call of SQLite that failed for a file.
    init(file: String, _ fault: SQLiteFault) {
        let cause: Cause =
            switch fault.code {
            case SQLiteFault.newerSchema:
                .newerSchema(found: Int(fault.systemCode), known: Schema.version)
            case SQLiteFault.foreign: .foreign(fault.text)
            default: .sqlite(fault)
            }
        self.init(file: file, cause: cause)
    }
}

extension StorageFault: CustomStringConvertible {
    /// One line: file, error, probable cause, cure.
    package var description: String { "\(file): \(reason)" }

    private var reason: String {
        switch cause {
        case .heldBy(let holder):
            "\(holder) has this database; stop that one or give this one another file "
                + "(persistence_location)"
        case .newerSchema(let found, let known):
            "its schema is version \(found), and this apus knows versions up to \(known); "
                + "start the apus that wrote it, or a later one"
        case .foreign(let kind):
            "it is \(kind) and stays as it is; give this broker another file "
                + "(persistence_location, persistence_file)"
        case .sqlite(let fault):
            "\(fault.text) (SQLite \(fault.code)\(Self.systemText(fault.systemCode))); "
                + Self.cure(of: fault)
        case .system(let operation, let code):
            "\(operation): \(SystemError.text(of: code)); \(Self.cure(ofSystem: code))"
        }
    }

    private static func systemText(_ code: Int32) -> String {
        code == 0 ? "" : ", \(SystemError.text(of: code))"
    }

    private static func cure(of fault: SQLiteFault) -> String {
        if fault.isFull { return "free space on its file system; apus goes on by itself" }
        return switch fault.primaryCode {
        case 5, 6: "another program has it open; close that program"
        case 7: "memory is short; give the process more"
        case 8, 3, 14: "it cannot be written; check owner, rights and mount options"
        case 10: "the drive or the way to it fails; look at the kernel's log, check the drive"
        case 11, 26: "its content is damaged; what can be read is taken over"
        default: "look at the kernel's log, check file and drive"
        }
    }

    private static func cure(ofSystem code: Int32) -> String {
        switch code {
        case 27, 28, 122: "free space on its file system"
        case 1, 13, 30: "check owner, rights and mount options"
        default: "check that the folder exists and can be written"
        }
    }
}
