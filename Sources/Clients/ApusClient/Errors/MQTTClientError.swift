/// Why an operation of the client failed; `description` says who, what, why and what helps.
public enum MQTTClientError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The broker's CONNACK refused the client.
    case refused(server: String, reason: ReasonCode, detail: String?)
    /// The client ended an authentication in steps: it could not take part, or the broker did not
    /// prove itself.
    case authenticationFailed(server: String, method: String, AuthenticationFailure)
    /// No connection to the broker could be made: name not found, nobody listens, no route.
    case unreachable(server: String, reason: String)
    /// The TLS handshake or the check of a certificate failed.
    case tls(server: String, TLSFailure)
    /// A file named in the configuration cannot be used.
    case file(path: String, purpose: FilePurpose, reason: String)
    /// The broker did not answer in time.
    case timeout(server: String, operation: Operation, after: Duration)
    /// The established connection ended without a word.
    case connectionLost(server: String, reason: String)
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
    case protocolViolation(server: String, detail: String)

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

    public var description: String {
        switch self {
        case .refused(let server, let reason, let detail):
            "broker \(server) refused the connection: \(reason) (\(reason.hexadecimal))"
                + said(detail) + "; \(reason.cure)"
        case .authenticationFailed(let server, let method, let failure):
            "authentication with broker \(server) by \(method) failed: \(failure)"
        case .unreachable(let server, let reason):
            "cannot reach broker \(server): \(reason); is it running, and are host and port right?"
        case .tls(let server, let failure):
            "TLS with broker \(server) failed: \(failure)"
        case .file(let path, let purpose, let reason):
            "\(purpose.rawValue) '\(path)' cannot be used: \(reason)"
        case .timeout(let server, let operation, let limit):
            "broker \(server) did not \(operation.rawValue) within \(limit)"
                + "; is it overloaded, or is something else listening there?"
        case .connectionLost(let server, let reason):
            "connection to broker \(server) lost: \(reason)"
        case .disconnectedByServer(let server, let reason, let detail):
            "broker \(server) ended the connection: \(reason) (\(reason.hexadecimal))"
                + said(detail) + "; \(reason.cure)"
        default: localDescription
        }
    }

    private var localDescription: String {
        switch self {
        case .notConnected(let server):
            "not connected to broker \(server): call connect() first, or send with QoS 1 or 2"
        case .alreadyConnected(let server):
            "connect() was called twice: the client is connected or connecting to \(server)"
        case .disconnected: "the client disconnected before the operation was complete"
        case .cancelled: "the waiting task was cancelled"
        case .publishRefused(let topic, let reason):
            "the broker refused the message on '\(topic)': \(reason) (\(reason.hexadecimal))"
                + "; \(reason.cure)"
        case .subscribeRefused(let filter, let reason):
            "the broker refused the subscription '\(filter)': \(reason) (\(reason.hexadecimal))"
                + "; \(reason.cure)"
        case .invalid(let field, let value, let reason):
            "\(field) '\(value)' is not allowed: \(reason)"
        case .unsupportedByServer(let server, let feature):
            "broker \(server) does not offer \(feature)"
        case .packetTooLarge(let bytes, let limit):
            "the packet has \(bytes) bytes, but the broker accepts at most \(limit)"
        case .protocolViolation(let server, let detail):
            "broker \(server) broke the protocol: \(detail); is it an MQTT broker of that version?"
        default: ""
        }
    }

    private func said(_ detail: String?) -> String { detail.map { ", it says '\($0)'" } ?? "" }
}
