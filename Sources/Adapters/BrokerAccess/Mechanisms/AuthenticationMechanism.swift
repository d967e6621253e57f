/// A way of enhanced authentication that a listener offers (MQTT 5 section 4.12).
package protocol AuthenticationMechanism: Sendable {
    /// What CONNECT and AUTH call it.
    var name: String { get }

    /// Begins an exchange with what the client sent first, if it sent anything.
    func begin(_ data: [UInt8]?) -> AuthenticationStep
}
