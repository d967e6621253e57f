import MQTTPackets

/// Where a connection stands when the next packet comes.
enum ConnectionState: String, CaseIterable, Sendable {
    case beforeConnect = "before CONNECT"
    case moving = "moving to another shard"
    case awaitingVerdict = "awaiting the verdict, which accepts"
    case awaitingRefusal = "awaiting the verdict, which refuses"
    case authenticating = "asked for AUTH before CONNACK"
    case awaitingStep = "awaiting the verdict on AUTH before CONNACK"
    case connected
    case receivingExactlyOnce = "its own QoS 2 message not released"
    case awaitingPubrec = "a QoS 2 message for it not received"
    case awaitingPubcomp = "a QoS 2 message for it not complete"
    case reauthenticating = "asked for AUTH after CONNACK"
    case awaitingSecondStep = "awaiting the verdict on AUTH after CONNACK"
    case stalledOnQueue = "stalled on a full queue"
    case stalledOnShard = "stalled on a shard that is behind"
    case awaitingSubAck = "SUBACK waits for other shards"
    case awaitingJournal = "acknowledgements wait for the journal"
    case disconnecting = "after DISCONNECT, not closed yet"
    case closing = "sent away, not closed yet"
    case closed

    /// AUTH is of MQTT 5.
    var versions: [ProtocolVersion] {
        switch self {
        case .authenticating, .awaitingStep, .reauthenticating, .awaitingSecondStep: [.v5]
        default: [.v31, .v311, .v5]
        }
    }

    /// Whether packets stay unread until something else has happened.
    var holdsPackets: Bool {
        switch self {
        case .moving, .awaitingVerdict, .awaitingRefusal, .awaitingStep, .stalledOnQueue,
            .stalledOnShard:
            true
        default: false
        }
    }

    /// Whether whoever dials in can bring it about and see it, without holding the broker's hand.
    static let overSockets: [ConnectionState] = [
        .beforeConnect, .awaitingVerdict, .moving, .connected, .receivingExactlyOnce,
        .awaitingPubrec, .awaitingPubcomp,
        .closed,
    ]
}
