/// A step of extended authentication; MQTT 5 only (section 3.15).
package struct Auth: Hashable, Sendable {
    /// Success, continue authentication or re-authenticate.
    package var reasonCode: ReasonCode
    package var properties: Properties

    /// A step in either direction.
    package init(reasonCode: ReasonCode, properties: Properties = []) {
        self.reasonCode = reasonCode
        self.properties = properties
    }
}
