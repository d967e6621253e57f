/// Who holds a database, as it wrote into the lock file.
package struct LockHolder: Equatable, Sendable {
    /// 0 when the lock file does not say.
    package let processID: Int32
    /// Its command line.
    package let command: String
    /// When it took the lock, in seconds since 1970.
    package let since: Int64

    /// A holder by its process.
    package init(processID: Int32, command: String, since: Int64) {
        self.processID = processID
        self.command = command
        self.since = since
    }

    /// The lines that the lock file holds.
    var lines: String { "\(processID)\n\(since)\n\(command)\n" }

    /// From those lines; what is missing counts as unknown.
    init(lines: String) {
        let parts = lines.split(separator: "\n", omittingEmptySubsequences: false)
        processID = parts.first.flatMap { Int32($0) } ?? 0
        since = parts.dropFirst().first.flatMap { Int64($0) } ?? 0
        command = parts.dropFirst(2).first.map(String.init) ?? ""
    }
}

extension LockHolder: CustomStringConvertible {
    package var description: String {
        if processID == 0 { return "another process" }
        return "process \(processID) (\(command), since \(Self.text(ofTime: since)))"
    }

    /// The time as UTC, such as `2026-11-21 10:15:00 UTC`.
    private static func text(ofTime seconds: Int64) -> String {
        // Civil date from days: years begin in March, so that the leap day comes last.
        let days = seconds / 86_400 + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let leaps = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leaps) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let time = seconds % 86_400
        let parts = [month, day, time / 3_600, time / 60 % 60, time % 60].map { number in
            number < 10 ? "0\(number)" : "\(number)"
        }
        return "\(year)-\(parts[0])-\(parts[1]) \(parts[2]):\(parts[3]):\(parts[4]) UTC"
    }
}
