import Foundation
import StockPeers

/// What the kernel says that a process uses.
struct ProcessUsage {
    /// Memory in RAM.
    let residentKiB: Int
    /// The most there ever was in RAM, or since ``forgetPeak(of:)``.
    let residentPeakKiB: Int
    /// Mapped memory.
    let virtualKiB: Int
    /// The most there ever was mapped.
    let virtualPeakKiB: Int
    /// Time on a processor, in the kernel and out of it.
    let processor: Duration

    /// What the process uses now.
    init(of processID: Int32) throws {
        let status = try String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
        var fields: [Substring: Int] = [:]
        for line in status.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == ":" || $0 == "\t" || $0 == " " })
            if words.count >= 2, let number = Int(words[1]) { fields[words[0]] = number }
        }
        func field(_ name: Substring) throws -> Int {
            guard let value = fields[name] else { throw StockPeerError("no \(name) in \(status)") }
            return value
        }
        residentKiB = try field("VmRSS")
        residentPeakKiB = try field("VmHWM")
        virtualKiB = try field("VmSize")
        virtualPeakKiB = try field("VmPeak")
        processor = try Self.processorTime(of: processID)
    }

    /// Makes the peak of resident memory begin anew.
    static func forgetPeak(of processID: Int32) throws {
        try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/\(processID)/clear_refs"))
    }

    /// The 14th and 15th field of /proc/PID/stat; the second, a name, may hold anything.
    private static func processorTime(of processID: Int32) throws -> Duration {
        let stat = try String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else {
            throw StockPeerError("not a process's stat: \(stat)")
        }
        return .milliseconds((user + system) * 1_000 / sysconf(Int32(_SC_CLK_TCK)))
    }
}
