import MQTTPackets

/// What one session received of one message by a shared subscription.
struct SharedReceipt {
    let clientID: String
    /// Among the sessions of the client.
    let session: Int
    /// The highest QoS at which it came.
    var qos: QoS
    /// Copies without DUP.
    var freshCount = 0
    /// The connection on which it came last.
    var connection: Int

    /// Messages that this session holds of those that its publisher sent; one that only came with
    /// DUP was sent before and got lost.
    var heldCount: Int { max(freshCount, 1) }
}
