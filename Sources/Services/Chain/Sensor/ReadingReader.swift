import Foundation

/// Takes readings that can be taken at any time; standard input is ``StandardInputLines``.
package struct ReadingReader: Sendable {
    private static let fileByteCountMax = 65_536
    /// Names of hwmon chips and thermal zones that sit on a processor.
    private static let processorNames = [
        "x86_pkg_temp", "coretemp", "k10temp", "zenpower", "cpu_thermal", "cpu-thermal",
        "soc-thermal", "soc_thermal",
    ]

    private let source: ReadingSource
    private let root: String

    /// A reader of `source`; `root` stands before `/sys` and `/proc`.
    package init(_ source: ReadingSource, root: String = "") {
        self.source = source
        self.root = root
    }

    /// The reading of this moment, as text without a line end.
    package func read() throws(ReadingSourceError) -> [UInt8] {
        switch source {
        case .cpuTemperature: Array(Self.text(try temperature(), decimals: 1).utf8)
        case .load: Array(try load().utf8)
        case .memory: Array(Self.text(try memoryPercent(), decimals: 1).utf8)
        case .file(let path): try fileContent(path)
        case .message(let text): Array(text.utf8)
        case .standardInput: []
        }
    }

    private func temperature() throws(ReadingSourceError) -> Double {
        let zones = root + "/sys/class/thermal"
        let chips = root + "/sys/class/hwmon"
        let found =
            thermometers(in: zones, prefix: "thermal_zone", name: "type", value: "temp")
            + thermometers(in: chips, prefix: "hwmon", name: "name", value: "temp1_input")
        let best =
            found.first { Self.processorNames.contains($0.name) }
            ?? found.first { $0.name.contains("cpu") } ?? found.first
        guard let best else {
            throw .noThermometer(looked: [
                "\(zones)/thermal_zone*/temp", "\(chips)/hwmon*/temp1_input",
            ])
        }
        guard let thousandths = Int(try line(best.path)) else {
            throw .unexpectedContent(path: best.path)
        }
        return Double(thousandths) / 1_000
    }

    private func thermometers(
        in folder: String, prefix: String, name: String, value: String
    ) -> [(name: String, path: String)] {
        // No folder means no thermometers of that kind.
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return entries.filter { $0.hasPrefix(prefix) }.sorted().compactMap { entry in
            let path = "\(folder)/\(entry)/\(value)"
            guard FileManager.default.isReadableFile(atPath: path) else { return nil }
            let named = try? line("\(folder)/\(entry)/\(name)")
            return (named ?? "", path)
        }
    }

    private func load() throws(ReadingSourceError) -> String {
        let path = root + "/proc/loadavg"
        guard let first = try line(path).split(separator: " ").first, Double(first) != nil else {
            throw .unexpectedContent(path: path)
        }
        return String(first)
    }

    private func memoryPercent() throws(ReadingSourceError) -> Double {
        let path = root + "/proc/meminfo"
        let lines = String(decoding: try content(path), as: UTF8.self).split(separator: "\n")
        func kibibytes(_ name: String) -> Double? {
            lines.first { $0.hasPrefix(name + ":") }?
                .split(separator: " ").dropFirst().first.flatMap { Double($0) }
        }
        guard let total = kibibytes("MemTotal"), total > 0,
            let available = kibibytes("MemAvailable")
        else { throw .unexpectedContent(path: path) }
        return 100 * (total - available) / total
    }

    private func fileContent(_ path: String) throws(ReadingSourceError) -> [UInt8] {
        var bytes = try content(path)
        while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") {
            bytes.removeLast()
        }
        return bytes
    }

    private func line(_ path: String) throws(ReadingSourceError) -> String {
        String(decoding: try content(path).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    private func content(_ path: String) throws(ReadingSourceError) -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path),
            let bytes = try? handle.read(upToCount: Self.fileByteCountMax + 1)
        else { throw .unreadable(path: path) }
        guard bytes.count <= Self.fileByteCountMax else {
            throw .tooLong(path: path, byteCountMax: Self.fileByteCountMax)
        }
        return Array(bytes)
    }

    private static func text(_ value: Double, decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
    }
}
