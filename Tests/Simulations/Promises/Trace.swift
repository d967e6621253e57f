/// What happened in a history: its end as text, and all of it as one number to compare runs by.
final class Trace {
    /// Counts what happened; the simulation's own order of things.
    private(set) var moment = 0
    /// FNV-1a over every line.
    private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    private var lines: [String] = []

    /// Lines shown of the end.
    private let tailLines: Int

    init(tailLines: Int = 60) { self.tailLines = tailLines }

    func note(_ line: String) {
        moment += 1
        for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        lines.append("\(moment) \(line)")
        if lines.count > 2 * tailLines { lines.removeFirst(tailLines) }
    }

    /// The last lines, for who reads about a failing seed.
    var tail: String { lines.suffix(tailLines).joined(separator: "\n") }
}
