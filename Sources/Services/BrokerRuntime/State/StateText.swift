import BrokerCore
import BrokerStorage

/// The log lines about what outlives the broker.
enum StateText {
    /// Of `persistence false`.
    static let nothingKept =
        "Sessions and messages are kept in memory only and end with the broker: persistence is "
        + "false."

    /// Where state is kept, what was found there, and what the operator should know about it.
    static func opened(_ report: StorageReport) -> [(type: LogTypes, text: String)] {
        var lines: [(type: LogTypes, text: String)] = [
            (
                .information,
                "Sessions and messages are kept in \(report.file) (SQLite "
                    + "\(report.sqliteVersion)): \(report.sessionCount) sessions with "
                    + "\(report.subscriptionCount) subscriptions, "
                    + "\(report.messageCount) messages and \(report.retainedCount) retained "
                    + "messages restored from \(report.fileBytes) bytes."
            )
        ]
        if report.orphanCount > 0 {
            lines.append(
                (
                    .information,
                    "\(report.orphanCount) messages that no session waits for were removed."
                ))
        }
        // One connection is all we open: the remark is for who opens the file with other programs.
        if let remark = report.sqliteWarning { lines.append((.information, remark + ".")) }
        for warning in [damage(report), weakness(report.durability)] {
            if let warning { lines.append((.warning, warning)) }
        }
        return lines
    }

    /// What could not be read; nil for nothing.
    static func damage(_ report: StorageReport) -> String? {
        if let file = report.damagedFile {
            return "The database \(report.file) was damaged: \(report.salvagedCount) rows of it "
                + "were taken over, \(report.quarantinedCount) were not. The damaged file is "
                + "\(file). Look after the disk."
        }
        if report.quarantinedCount == 0 { return nil }
        return "\(report.quarantinedCount) rows of \(report.file) are damaged, or belong to one "
            + "that is, and were put aside in its tables quarantine_…; the others are served. "
            + "Look after the disk."
    }

    /// What an acknowledgement does not promise; nil for nothing.
    private static func weakness(_ durability: Durability) -> String? {
        switch durability {
        case .sync: nil
        case .interval(let interval):
            "durability interval: a power cut may lose the messages that were acknowledged in the "
                + "last \(Int(interval / .milliseconds(1))) ms; a kill of the broker loses none."
        case .off:
            "durability off: a power cut or a crash of the system may lose any number of "
                + "acknowledged messages; a kill of the broker alone loses none."
        }
    }

    static func failed(_ fault: StorageFault) -> String {
        "Error: \(fault). QoS 1 and 2 are not acknowledged meanwhile; QoS 0 goes on."
    }

    static func healed(_ milliseconds: Int, _ operations: Int) -> String {
        "Sessions and messages are written again after \(milliseconds) ms; \(operations) "
            + "operations had waited."
    }

    static func notEverythingWritten(_ file: String) -> String {
        "Error: not everything could be written to \(file) before the broker's end; nothing of "
            + "that was acknowledged."
    }
}
