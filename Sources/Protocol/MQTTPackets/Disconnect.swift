/// The last packet of a connection; before MQTT 5 only a client sends it (MQTT 5 section 3.14).
package struct Disconnect: Hashable, Sendable {
    /// Always a normal disconnection before MQTT 5.
    package var reasonCode: ReasonCode
    package var properties: Properties

    /// An end of the connection for that reason.
    package init(reasonCode: ReasonCode = .normalDisconnection, properties: Properties = []) {
        self.reasonCode = reasonCode
        self.properties = properties
    }
}
