import MQTTPackets

/// CONNECT until it is known who this is: an object, so that it costs a connection nothing later.
final class PendingConnect {
    let connect: Connect

    init(_ connect: Connect) { self.connect = connect }
}
