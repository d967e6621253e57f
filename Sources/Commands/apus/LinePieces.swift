internal import Foundation

/// Cuts the standard input into lines.
actor LinePieces {
    private var bytes: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// The next line without its end; nil after the last.
    func next() -> [UInt8]? {
        var searched = start
        while true {
            if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return Array(bytes[start..<end])
            }
            if isAtEnd {
                defer { start = bytes.count }
                return start < bytes.count ? Array(bytes[start...]) : nil
            }
            bytes.removeFirst(start)
            start = 0
            searched = bytes.count
            let chunk = FileHandle.standardInput.availableData
            isAtEnd = chunk.isEmpty
            bytes += chunk
        }
    }
}
