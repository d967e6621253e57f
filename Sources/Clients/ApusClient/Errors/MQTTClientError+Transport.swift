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
            self = .unreachable(
                server: server, reason: MQTTClientError.reason(error),
                because: error.diagnosis(port: configuration.port))
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
        } else if let alert = TLSFailure.alert(in: text) {
            self = .refusedByServer(alert: alert)
        } else {
            self = .other(text)
        }
    }

    /// The alert of `…SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA…` in RFC 8446's words.
    private static func alert(in text: String) -> String? {
        guard let marker = text.firstRange(of: "_ALERT_") else { return nil }
        let words = text[marker.upperBound...].prefix { $0.isUppercase || $0 == "_" }
        return words.lowercased().split(separator: "_").joined(separator: " ")
    }
}
