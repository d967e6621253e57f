/// A client asks to open a session (MQTT 5 section 3.1).
package struct Connect: Hashable, Sendable {
    package var version: ProtocolVersion
    /// The high bit of the protocol level: a bridge says so, since it wants to see its own flags.
    package var isBridge: Bool
    package var clientID: String
    /// "Clean session" before MQTT 5.
    package var cleanStart: Bool
    /// Seconds; 0 means none.
    package var keepAlive: UInt16
    package var will: Will?
    package var userName: String?
    package var password: [UInt8]?
    package var properties: Properties

    /// A CONNECT; an empty client identifier asks the server to choose one.
    package init(
        version: ProtocolVersion, clientID: String, cleanStart: Bool = true, keepAlive: UInt16 = 0,
        will: Will? = nil, userName: String? = nil, password: [UInt8]? = nil,
        properties: Properties = [], isBridge: Bool = false
    ) {
        self.version = version
        self.isBridge = isBridge
        self.clientID = clientID
        self.cleanStart = cleanStart
        self.keepAlive = keepAlive
        self.will = will
        self.userName = userName
        self.password = password
        self.properties = properties
    }
}
