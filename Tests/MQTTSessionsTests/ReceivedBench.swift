import MQTTPackets
import MQTTSessions

/// Received identifiers that tests drive by plain numbers.
final class ReceivedBench {
    private var received = ReceivedIDs()

    var count: Int { received.count }

    func contains(_ id: Int) -> Bool { with(id) { received.contains($0) } }
    func insert(_ id: Int) -> Bool { with(id) { received.insert($0) } }
    func remove(_ id: Int) -> Bool { with(id) { received.remove($0) } }

    private func with(_ id: Int, _ body: (PacketID) -> Bool) -> Bool {
        PacketID(UInt16(id)).map(body) ?? false
    }
}
