import MQTTPackets

/// Bytes of one direction, taken apart into packets.
struct FrameStream {
    /// Bytes that are no legal packet have come; nothing behind them counts.
    private(set) var isBroken = false
    /// The length of the packet that came last.
    private(set) var lastLength = 0
    private var bytes: [UInt8] = []

    /// Whether nothing of an incomplete packet is there.
    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(_ more: ArraySlice<UInt8>) {
        if !isBroken { bytes += more }
    }

    /// The next packet, nil when it is not complete or not legal.
    mutating func next(_ version: ProtocolVersion) -> Packet? {
        if isBroken { return nil }
        do {
            guard let header = try FixedHeader.scan(bytes.span, at: 0, version: version),
                header.frameLength <= bytes.count
            else { return nil }
            let frame = Array(bytes[..<header.frameLength])
            let packet = try Packet(frame: frame.span, header: header, version: version)
            bytes.removeFirst(header.frameLength)
            lastLength = header.frameLength
            return packet
        } catch {
            isBroken = true
            bytes = []
            return nil
        }
    }
}
