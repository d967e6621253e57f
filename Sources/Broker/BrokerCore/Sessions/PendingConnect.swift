import MQTTPackets

/// CONNECT until it is known who this is, or until its client's home shard has it: an object, so
/// that it costs a connection nothing later.
final class PendingConnect {
    let connect: Connect
    /// The user that was let in, while the connection moves to its home shard.
    let acceptedAs: String?

    init(_ connect: Connect, acceptedAs userName: String? = nil) {
        self.connect = connect
        acceptedAs = userName
    }
}
