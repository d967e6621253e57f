/// Enhanced authentication of one connection: what was agreed at CONNECT, and where an exchange
/// after it stands (MQTT 5 section 4.12). An object, because few connections have one.
final class EnhancedAuthentication {
    /// Where a re-authentication stands.
    enum Stage {
        case idle
        /// Its owner judges what the client sent.
        case awaitingVerdict
        /// The client must send the next AUTH.
        case awaitingAuthentication
    }

    /// What CONNECT named, and every AUTH must name `[MQTT-4.12.0-5]`.
    let method: String
    var stage = Stage.idle
    /// What CONNACK tells the client to end the exchange with.
    var finalData: [UInt8]?

    init(method: String) { self.method = method }
}
