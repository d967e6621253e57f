package import ApusClient
package import Radio

/// What happens in the chain, told where it happens and at once.
package enum ChainEvent: Sendable {
    /// A program of the chain that speaks MQTT.
    package enum Speaker: String, Hashable, Sendable {
        case sensor
        case gateway
    }

    case connection(Speaker, ConnectionEvent)
    case published(Reading)
    case acknowledged(Reading)
    case sourceFailed(ReadingSourceError)
    /// The gateway has a reading from the broker.
    case taken(Reading)
    case unframable(Reading, JWTFrameError)
    /// The frame alone is over an hour's budget.
    case neverLegal(GatewayFrame)
    /// A waiting reading gave way to a newer one.
    case dropped(Reading, total: Int)
    /// The duty cycle is used up for so long.
    case waiting(for: Duration, frames: Int)
    case onAir(GatewayFrame)
    case sent(GatewayFrame)
    case radioFailed(Reading, RadioError)
    case received(Reception, ReceiverVerdict)
    case ether(EtherEvent)
}

/// Watches the chain; called from any thread, must be quick.
package typealias ChainObserver = @Sendable (ChainEvent) -> Void
