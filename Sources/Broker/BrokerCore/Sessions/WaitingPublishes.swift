/// PUBLISH packets of one connection that wait for a full queue, beside its stream of bytes: so
/// that acknowledgements behind them are read.
final class WaitingPublishes {
    private var frames: [[UInt8]] = []
    private var bytes = 0

    /// A frame has two bytes at least.
    var isEmpty: Bool { bytes == 0 }

    /// The one that came first.
    var first: [UInt8]? { frames.first }

    /// Whether one more of that length stays within Receive Maximum, and all of them within the
    /// longest packet.
    func hasRoom(for byteCount: Int, _ limits: Limits) -> Bool {
        frames.count < Int(limits.receiveMaximum) && byteCount <= limits.packetBytesMax - bytes
    }

    func append(_ frame: Span<UInt8>) {
        var copy: [UInt8] = []
        copy.append(frame)
        frames.append(copy)
        bytes += copy.count
    }

    func removeFirst() { bytes -= frames.removeFirst().count }
}
