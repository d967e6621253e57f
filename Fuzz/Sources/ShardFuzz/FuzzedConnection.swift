import BrokerCore
import MQTTPackets

/// One network connection as its client and the owner of its socket see it.
final class FuzzedConnection {
    /// Where it lives; both change when its home turns out to be another shard.
    var shard: Int
    var slot: ConnectionSlot
    let listener: Int
    /// Bytes on their way that the shard has not consumed.
    var toBroker: [UInt8] = []
    /// The socket takes nothing.
    var isBlocked = false
    var isReadingPaused = false
    var isClosed = false
    /// What was said on the connection, in both directions.
    let dialogue: Dialogue

    init(shard: Int, slot: ConnectionSlot, listener: Int, dialogue: Dialogue) {
        self.dialogue = dialogue
        self.shard = shard
        self.slot = slot
        self.listener = listener
    }
}
