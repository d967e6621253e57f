/// Who published a message and the how-manieth of that publisher it is, as a payload that shows
/// every changed byte.
struct Stamp: Hashable {
    let publisher: Int
    let sequence: Int

    /// The fewest bytes of a payload.
    static let bytesMin = 8
    /// The most bytes of a payload.
    static let bytesMax = 4_096

    /// A sequence of bytes that differs from itself at every shift below 251.
    private static let filling = (0..<bytesMax + 256).map { UInt8($0 % 251) }

    init(publisher: Int, sequence: Int) {
        self.publisher = publisher
        self.sequence = sequence
    }

    /// Nil when a payload of this length is not exactly what was made for its stamp.
    init?(_ payload: [UInt8]) {
        guard (Self.bytesMin...Self.bytesMax).contains(payload.count) else { return nil }
        let sequence = payload[1...4].reduce(0) { $0 << 8 | Int($1) }
        self.init(publisher: Int(payload[0]), sequence: sequence)
        if self.payload(bytes: payload.count) != payload { return nil }
    }

    /// The payload of so many bytes.
    func payload(bytes count: Int) -> [UInt8] {
        var bytes = [UInt8(truncatingIfNeeded: publisher)]
        bytes.reserveCapacity(count)
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: sequence >> shift)) }
        let start = (sequence &* 31 &+ publisher &* 7 &+ count) & 0xFF
        bytes += Self.filling[start..<start + count - bytes.count]
        return bytes
    }
}
