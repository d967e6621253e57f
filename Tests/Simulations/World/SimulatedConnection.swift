import BrokerCore

/// A byte stream in both directions, delivered when and in pieces as the simulation pleases.
final class SimulatedConnection {
    /// How the client's side takes bytes from its socket.
    enum Appetite {
        /// Everything at once.
        case all
        /// Up to 400 bytes now and then.
        case pieces
        /// A few bytes now and then.
        case crumbs
        /// Nothing until further notice.
        case nothing
    }

    unowned let client: SimulatedClient
    var shard: Int
    /// Nil while the connection is on its way to another shard.
    var slot: ConnectionSlot?
    /// Sent by the client, not yet seen by the shard.
    var toBroker: [UInt8] = []
    /// Seen by the shard, not consumed.
    var unread: [UInt8] = []
    /// Sent by the shard, not yet seen by the client.
    var toClient: [UInt8] = []
    var appetite: Appetite
    var isReadingPaused = false
    /// The shard has bytes that the socket did not take yet.
    var hasUnsent = false
    /// Closed by the broker; what was sent before may still arrive.
    var isClosed = false

    init(client: SimulatedClient, shard: Int, slot: ConnectionSlot) {
        self.client = client
        self.shard = shard
        self.slot = slot
        appetite = client.traits.appetite
    }
}
