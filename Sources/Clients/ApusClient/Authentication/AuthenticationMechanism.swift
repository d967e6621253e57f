/// A way to prove who the client is in several steps (MQTT 5 section 4.12).
///
/// The client begins a conversation for each connection, and for each
/// ``MQTTClient/reauthenticate()``. ``SCRAMSHA256`` is built in.
public protocol AuthenticationMechanism: Sendable {
    /// What CONNECT and AUTH call it.
    var name: String { get }

    /// Begins an exchange.
    /// - Throws: why it cannot even begin, for example for credentials that it cannot send.
    func begin() throws(AuthenticationFailure) -> any AuthenticationConversation
}
