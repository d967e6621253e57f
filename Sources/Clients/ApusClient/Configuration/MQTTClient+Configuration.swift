extension MQTTClient {
    /// Where the client connects, as whom, and how it behaves.
    ///
    /// ```swift
    /// var configuration = MQTTClient.Configuration(host: "broker.example", port: 8883)
    /// configuration.tls = TLSConfiguration(
    ///     trustRoots: .file("ca.crt"), certificateChainFile: "pump.crt",
    ///     privateKeyFile: "pump.key")
    /// configuration.clientID = "pump-1"
    /// configuration.sessionExpiry = .after(.seconds(3600))
    /// ```
    public struct Configuration: Sendable {
        /// The broker's host name or IP address.
        public var host: String
        /// The broker's TCP port: usually 1883, and 8883 with TLS.
        public var port: Int
        /// Which MQTT is spoken.
        public var version: ProtocolVersion
        /// Who the client is; empty lets the broker choose.
        public var clientID: String
        /// User name and password.
        public var credentials: Credentials?
        /// How the client proves in steps who it is (MQTT 5); credentials are not needed then.
        public var authentication: (any AuthenticationMechanism)?
        /// Whether the first connection discards what was kept of an earlier session.
        ///
        /// False says that the application goes on with a session, possibly one of an earlier
        /// process; a broker that resumes a session that nobody asked for is left.
        /// Before MQTT 5 it means that the session ends with every connection.
        public var cleanStart: Bool
        /// How long the broker keeps the session (MQTT 5).
        public var sessionExpiry: SessionExpiry
        /// The longest silence, in whole seconds; zero switches keep-alive off.
        public var keepAlive: Duration
        /// How long the broker may take to answer a keep-alive ping.
        public var pingTimeout: Duration
        /// How long connecting may take, TLS and the broker's acceptance included.
        public var connectTimeout: Duration
        /// What the broker publishes when the client is lost; its QoS and retain flag count.
        public var will: Message?
        /// How long the broker waits before it publishes the will (MQTT 5).
        public var willDelay: Duration?
        /// Nil speaks plain TCP.
        public var tls: TLSConfiguration?
        /// What happens when an established connection is lost.
        public var reconnect: ReconnectPolicy
        /// Bounds of everything that can grow.
        public var limits: ClientLimits
        /// Whether the broker may explain failures with reason strings and pairs (MQTT 5).
        public var wantsProblemDetails: Bool
        /// Whether the broker is asked for ``ServerGreeting/responseInformation`` (MQTT 5).
        public var wantsResponseInformation: Bool
        /// The application's own pairs in CONNECT (MQTT 5).
        public var userProperties: [UserProperty]
        /// Called with every packet sent and received, on the client's executor: must be quick.
        public var packetObserver: (@Sendable (PacketTrace) -> Void)?

        /// MQTT 5 over plain TCP with a clean session.
        public init(host: String, port: Int = 1883, version: ProtocolVersion = .v5) {
            self.host = host
            self.port = port
            self.version = version
            clientID = ""
            credentials = nil
            authentication = nil
            cleanStart = true
            sessionExpiry = .atDisconnect
            keepAlive = .seconds(60)
            pingTimeout = .seconds(10)
            connectTimeout = .seconds(30)
            will = nil
            willDelay = nil
            tls = nil
            reconnect = .standard
            limits = ClientLimits()
            wantsProblemDetails = true
            wantsResponseInformation = false
            userProperties = []
            packetObserver = nil
        }

        /// The broker as errors name it.
        package var server: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }
}
