/// Why an operation of the client failed; `description` says who, what, why and what helps.
///
/// What keeps a client from connecting has a ``diagnosis`` with the name of the fault.
public enum MQTTClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The broker's CONNACK refused the client.
    case refused(server: String, reason: ReasonCode, detail: String?, because: Diagnosis? = nil)
    /// The client ended an authentication in steps: it could not take part, or the broker did not
    /// prove itself.
    case authenticationFailed(server: String, method: String, AuthenticationFailure)
    /// No connection to the broker could be made: name not found, nobody listens, no route.
    case unreachable(server: String, reason: String, because: Diagnosis? = nil)
    /// The TLS handshake or the check of a certificate failed.
    case tls(server: String, TLSFailure, because: Diagnosis? = nil)
    /// A file named in the configuration cannot be used.
    case file(path: String, purpose: FilePurpose, reason: String, because: Diagnosis? = nil)
    /// The broker did not answer in time.
    case timeout(server: String, operation: Operation, after: Duration, because: Diagnosis? = nil)
    /// The connection ended without a word.
    case connectionLost(server: String, reason: String, because: Diagnosis? = nil)
    /// The broker ended the connection and said why (MQTT 5).
    case disconnectedByServer(server: String, reason: ReasonCode, detail: String?)
    /// The operation needs a connection, and there is none.
    case notConnected(server: String)
    /// `connect()` was called on a client that is connected or connecting.
    case alreadyConnected(server: String)
    /// The client was told to disconnect while the operation waited.
    case disconnected
    /// The task that waited for the operation was cancelled.
    case cancelled
    /// The broker did not accept a message.
    case publishRefused(topic: String, reason: ReasonCode)
    /// The broker did not accept a subscription.
    case subscribeRefused(filter: String, reason: ReasonCode)
    /// A topic, filter or setting that MQTT does not allow.
    case invalid(field: String, value: String, reason: String)
    /// The broker does not offer what the operation needs.
    case unsupportedByServer(server: String, feature: String)
    /// The packet exceeds what the broker accepts.
    case packetTooLarge(bytes: Int, limit: Int)
    /// The broker sent something that MQTT does not allow.
    case protocolViolation(server: String, detail: String, because: Diagnosis? = nil)

    /// What a file of the configuration is for.
    public enum FilePurpose: String, Sendable, CaseIterable {
        /// The trusted certificate authorities.
        case certificateAuthorities = "CA file"
        /// The client's certificate chain.
        case certificateChain = "certificate file"
        /// The client's private key.
        case privateKey = "key file"
    }

    /// What the client waited for.
    public enum Operation: String, Sendable, CaseIterable {
        /// TCP, TLS and CONNACK.
        case connect = "accept the connection"
        /// The end of a re-authentication.
        case authenticate = "complete the re-authentication"
        /// SUBACK.
        case subscribe = "confirm the subscription"
        /// UNSUBACK.
        case unsubscribe = "confirm the end of the subscription"
        /// PINGRESP.
        case ping = "answer a keep-alive ping"
    }
}
