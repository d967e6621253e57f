import BrokerCore

/// A byte stream in both directions, delivered when and in pieces as the simulation pleases.
final class SimulatedConnection {
    var shard: Int
    var slot: ConnectionSlot
    /// Sent by the client, not yet seen by the shard.
    var toBroker: [UInt8] = []
    /// Seen by the shard, not consumed.
    var unread: [UInt8] = []
    /// Sent by the shard, not yet seen by the client.
    var toClient: [UInt8] = []
    var isReadingPaused = false
    /// The shard has bytes that the socket did not take yet.
    var hasUnsent = false
    /// Closed by the broker; what was sent before may still arrive.
    var isClosed = false

    init(shard: Int, slot: ConnectionSlot) {
        self.shard = shard
        self.slot = slot
    }
}
