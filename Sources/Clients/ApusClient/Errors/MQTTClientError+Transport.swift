internal import NIOCore
internal import NIOPosix
internal import NIOSSL

extension MQTTClientError {
    /// The reason in our words for an error of the socket or of TLS.
    init(transport error: any Error, configuration: MQTTClient.Configuration) {
        let server = configuration.server
        switch error {
        case let error as MQTTClientError: self = error
        case let error as NIOConnectionError:
            self = .unreachable(server: server, reason: MQTTClientError.reason(error))
        case ChannelError.connectTimeout:
            self = .timeout(
                server: server, operation: .connect, after: configuration.connectTimeout)
        case let error as IOError:
            self = .connectionLost(
                server: server, reason: SystemFailure(code: error.errnoCode).text)
        case is NIOSSLExtraError:
            let text = String(describing: error)
            let isName = text.contains("failedToValidateHostname")
            self = .tls(
                server: server,
                isName
                    ? .hostNameMismatch(host: configuration.tls?.serverName ?? configuration.host)
                    : .other(text))
        case is NIOSSLError, is BoringSSLError:
            self = .tls(server: server, TLSFailure(text: String(describing: error)))
        default:
            self = .connectionLost(server: server, reason: String(describing: error))
        }
    }

    private static func reason(_ error: NIOConnectionError) -> String {
        if let first = error.connectionErrors.first?.error {
            if let failure = first as? IOError {
                return SystemFailure(code: failure.errnoCode).text
            }
            if case ChannelError.connectTimeout = first { return "no answer" }
            return String(describing: first)
        }
        return "the name '\(error.host)' is unknown"
    }
}

extension TLSFailure {
    /// Reads BoringSSL's words, the only place where it tells what happened.
    init(text: String) {
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            self = .certificateUnverified
        } else if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            self = .notTLS
        } else if text.contains("UNSUPPORTED_PROTOCOL") || text.contains("PROTOCOL_VERSION") {
            self = .noCommonVersion
        } else if let alert = TLSFailure.alerts.first(where: { text.contains($0.marker) }) {
            self = .refusedByServer(alert: alert.name)
        } else {
            self = .other(text)
        }
    }

    private static let alerts: [(marker: String, name: String)] = [
        ("ALERT_UNKNOWN_CA", "unknown ca"),
        ("ALERT_CERTIFICATE_REQUIRED", "certificate required"),
        ("ALERT_CERTIFICATE_EXPIRED", "certificate expired"),
        ("ALERT_CERTIFICATE_REVOKED", "certificate revoked"),
        ("ALERT_UNSUPPORTED_CERTIFICATE", "unsupported certificate"),
        ("ALERT_BAD_CERTIFICATE", "bad certificate"),
        ("ALERT_CERTIFICATE_UNKNOWN", "certificate unknown"),
        ("ALERT_HANDSHAKE_FAILURE", "handshake failure"),
        ("ALERT_UNRECOGNIZED_NAME", "unrecognized name"),
        ("ALERT_ACCESS_DENIED", "access denied"),
        ("ALERT_DECRYPT_ERROR", "decrypt error"),
        ("ALERT_INTERNAL_ERROR", "internal error"),
    ]
}
