import FoundationEssentials

/// The lines of a configuration file and of the folders it includes, in the order they are read.
struct ConfigurationFiles: Sendable {
    /// What was written, without comments and `include_dir`.
    private(set) var lines: [ConfigurationLine] = []
    /// What could not be read.
    private(set) var problems: [ConfigurationProblem] = []

    /// Reads a file from the disk.
    mutating func read(file: String, isIncluded: Bool = false) {
        do {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            read(bytes: [UInt8](bytes), file: file, isIncluded: isIncluded)
        } catch {
            report(
                .unreadableFile(cause: causeText(of: error)), option: file,
                at: ConfigurationPlace(file: file, line: nil))
        }
    }

    /// Reads a file's bytes.
    mutating func read(bytes: [UInt8], file: String, isIncluded: Bool = false) {
        let hasByteOrderMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let text = hasByteOrderMark ? bytes.dropFirst(3) : bytes[...]
        let rows = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, row) in rows.enumerated() {
            let place = ConfigurationPlace(file: file, line: index + 1)
            guard let decoded = String(validating: row, as: UTF8.self), !row.contains(0) else {
                report(.malformedUTF8, option: "", at: place)
                continue
            }
            guard let line = ConfigurationLine(decoded[...], place: place) else { continue }
            if line.name == "include_dir" {
                include(line, isIncluded: isIncluded)
            } else {
                lines.append(line)
            }
        }
    }

    /// As mosquitto, only the main file includes others: there is no depth to bound.
    private mutating func include(_ line: ConfigurationLine, isIncluded: Bool) {
        if line.value.isEmpty { return report(.emptyValue, option: line.name, at: line.place) }
        if isIncluded {
            let why = "only the main configuration file includes others"
            return report(.ignored(why: why), option: line.name, at: line.place)
        }
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: line.value)
            for name in names.filter({ $0.hasSuffix(".conf") }).sorted(by: isBefore) {
                let separator = line.value.hasSuffix("/") ? "" : "/"
                read(file: line.value + separator + name, isIncluded: true)
            }
        } catch {
            let reason = ProblemReason.unreadableFolder(cause: causeText(of: error))
            report(reason, option: line.value, at: line.place)
        }
    }

    /// mosquitto's order: letter by letter, an upper-case letter before its lower-case one.
    private func isBefore(_ first: String, _ second: String) -> Bool {
        for (left, right) in zip(first.utf8, second.utf8) where left != right {
            let (lowerLeft, lowerRight) = (lowercased(left), lowercased(right))
            return lowerLeft == lowerRight ? left < right : lowerLeft < lowerRight
        }
        return first.utf8.count < second.utf8.count
    }

    private func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    private func causeText(of error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile?, .fileNoSuchFile?: "No such file or directory"
        case .fileReadNoPermission?: "Permission denied"
        default: "It is no file or folder that can be read"
        }
    }

    private mutating func report(
        _ reason: ProblemReason, option: String, at place: ConfigurationPlace
    ) {
        problems.append(ConfigurationProblem(place: place, option: option, reason: reason))
    }
}
