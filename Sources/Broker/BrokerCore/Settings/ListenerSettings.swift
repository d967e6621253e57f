package import MQTTPackets

/// One listener, with every rule that applies to its clients already resolved.
package struct ListenerSettings: Equatable, Sendable {
    /// Where it listens.
    package var address: ListenerAddress

    /// What its clients speak.
    package var `protocol`: ListenerProtocol

    /// TLS on this listener; nil for plain text.
    package var tls: TLSSettings?

    /// Whether a client without user name and certificate identity may connect.
    package var isAnonymousAllowed: Bool

    /// The password file that its clients are checked against.
    package var passwordFile: String?

    /// The file of SCRAM credentials that its clients may be checked against instead.
    package var scramFile: String?

    /// Whether a client may leave its identifier empty and be given one.
    package var isZeroLengthClientIDAllowed: Bool

    /// What the identifiers that the broker gives to clients begin with.
    package var assignedClientIDPrefix: String

    /// What it makes of the identifiers that its clients send.
    package var clientIDRule = ClientIDRule.free

    /// The connections it holds at once; nil for no limit of its own.
    package var connectionsMax: Int?

    /// The highest QoS at which its clients may publish.
    package var qosMax = QoS.exactlyOnce

    /// The topic aliases that a client may set on one connection; 0 for none.
    package var topicAliasMaximum: UInt16 = 10

    /// The topic aliases that the broker sets on one connection, if the client takes as many.
    package var topicAliasMaximumToClients: UInt16 = 10

    /// A listener that lets nobody in unnamed, as mosquitto 2 has it when a listener is written.
    package init(
        address: ListenerAddress,
        protocol: ListenerProtocol = .mqtt,
        tls: TLSSettings? = nil,
        isAnonymousAllowed: Bool = false,
        passwordFile: String? = nil,
        scramFile: String? = nil,
        isZeroLengthClientIDAllowed: Bool = true,
        assignedClientIDPrefix: String = "auto-",
        connectionsMax: Int? = nil
    ) {
        self.address = address
        self.protocol = `protocol`
        self.tls = tls
        self.isAnonymousAllowed = isAnonymousAllowed
        self.passwordFile = passwordFile
        self.scramFile = scramFile
        self.isZeroLengthClientIDAllowed = isZeroLengthClientIDAllowed
        self.assignedClientIDPrefix = assignedClientIDPrefix
        self.connectionsMax = connectionsMax
    }

    /// The listeners of a broker that was given none: loopback only, for anonymous clients too.
    package static func loopback(port: UInt16) -> [ListenerSettings] {
        ["127.0.0.1", "::1"].map { host in
            ListenerSettings(address: .tcp(host: host, port: port), isAnonymousAllowed: true)
        }
    }
}
