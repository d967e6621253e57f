import BrokerCore
import MQTTPackets

/// Settings that bring the limits near.
enum SettingsVariants {
    static func settings(_ number: UInt8) -> BrokerSettings {
        var settings = BrokerSettings.loopbackOnly()
        settings.listeners[1].isZeroLengthClientIDAllowed = false
        settings.listeners[1].assignedClientIDPrefix = ""
        settings.listeners[1].qosMax = .atLeastOnce
        settings.listeners[1].topicAliasMaximum = 2
        if number & 4 != 0 { settings.logging.types = .all }
        switch number & 3 {
        case 0: break
        case 1: settings.limits = small
        case 2:
            settings.limits.queuedBytesMax = 300
            settings.limits.stallDeadline = .seconds(2)
            settings.limits.outboundBytesMax = 256
            settings.limits.packetBytesMax = 4_096
        default:
            settings.isRetainAvailable = false
            settings.limits.queuedMessagesMax = 0
            settings.limits.receiveMaximum = 1
            settings.limits.sessionExpiryMax = .zero
        }
        return settings
    }

    private static var small: Limits {
        var limits = Limits()
        limits.packetBytesMax = 2_048
        limits.packetBytesMaxBeforeAuthentication = 256
        limits.payloadBytesMax = 1_000
        limits.keepAliveSecondsMax = 60
        limits.receiveMaximum = 3
        limits.inflightMessagesMax = 2
        limits.queuedMessagesMax = 4
        limits.outboundBytesMax = 2_048
        limits.sessionsMax = 3
        limits.sessionExpiryMax = .seconds(50)
        limits.subscriptionsPerSessionMax = 3
        limits.topicLevelsMax = 5
        limits.clientIDBytesMax = 23
        limits.retainedMessagesMax = 2
        return limits
    }
}
