/// The server's answer to CONNECT (MQTT 5 section 3.2).
package struct ConnAck: Hashable, Sendable {
    package var isSessionPresent: Bool
    /// Always in MQTT 5's words; before MQTT 5 the wire bears its ``ReasonCode/connectReturnCode``.
    package var reasonCode: ReasonCode
    package var properties: Properties

    /// An answer; without arguments: accepted, no session.
    package init(
        isSessionPresent: Bool = false, reasonCode: ReasonCode = .success,
        properties: Properties = []
    ) {
        self.isSessionPresent = isSessionPresent
        self.reasonCode = reasonCode
        self.properties = properties
    }
}
