/// Everything an operator may decide about one broker, resolved and checked: a value, never a file.
package struct BrokerSettings: Equatable, Sendable {
    /// Where clients may connect, in the order they were written.
    package var listeners: [ListenerSettings]

    /// What a peer may make grow, and how far.
    package var limits: Limits

    /// What is logged, and where.
    package var logging: LoggingSettings

    /// Where state is kept over a restart.
    package var persistence: PersistenceSettings

    /// The file that receives the process identifier, if one is wanted.
    package var processIDFile: String?

    /// False refuses retained messages: CONNACK says so, and a retained PUBLISH ends its connection
    /// `[MQTT-3.2.2-14]`.
    package var isRetainAvailable: Bool

    /// Whether a payload that is said to be UTF-8 is checked, and refused with 0x99 when it is not.
    package var checksPayloadFormat = false

    /// mosquitto's values where nothing is written; without listeners until some are given.
    package init(
        listeners: [ListenerSettings] = [],
        limits: Limits = Limits(),
        logging: LoggingSettings = LoggingSettings(),
        persistence: PersistenceSettings = PersistenceSettings(),
        processIDFile: String? = nil,
        isRetainAvailable: Bool = true
    ) {
        self.listeners = listeners
        self.limits = limits
        self.logging = logging
        self.persistence = persistence
        self.processIDFile = processIDFile
        self.isRetainAvailable = isRetainAvailable
    }

    /// The settings of a broker without a configuration: this machine only, anonymous allowed.
    package static func loopbackOnly(port: UInt16 = 1883) -> BrokerSettings {
        BrokerSettings(listeners: ListenerSettings.loopback(port: port))
    }
}
