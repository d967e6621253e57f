internal import COpenSSL
internal import FaultCatalogue
package import TokenKeys

/// Why a TLS connection broke.
package enum TLSSessionFault: Error, Hashable, Sendable {
    /// The peer went away before the handshake was over.
    case closedDuringHandshake

    /// The peer went away after the handshake, without a word of MQTT.
    case closedBeforeConnect

    /// We refuse the peer's certificate.
    case certificateRefused(CertificateRefusal, OpenSSLError)

    /// The peer's certificate was good in the handshake and is no longer.
    case certificateLapsed(CertificateRefusal)

    /// The peer showed no certificate although one is required.
    case certificateMissing(OpenSSLError)

    /// The peer does not speak TLS at all: plain MQTT, HTTP, or noise.
    case notTLS(OpenSSLError)

    /// The peer broke TLS or refused us with an alert.
    case broken(OpenSSLError)

    /// This broker's own key is in a token, and the token did not sign.
    case tokenFailed(TokenFault)

    /// OpenSSL had no memory for the session.
    case outOfMemory

    /// Sorts an error that is no refused certificate.
    init(_ error: OpenSSLError) {
        self =
            switch error.reasonCode {
            case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: .certificateMissing(error)
            case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST:
                .notTLS(error)
            default: .broken(error)
            }
    }
}

extension TLSSessionFault: CustomStringConvertible {
    /// One line: OpenSSL's text where there is one, and the cause.
    package var description: String {
        switch self {
        case .closedDuringHandshake:
            "the connection was closed during the TLS handshake"
        case .closedBeforeConnect:
            "the connection was closed after the TLS handshake, before CONNECT"
        case .certificateRefused(let refusal, let error):
            "\(error) (\(refusal.reason), certificate \(refusal.subject), depth \(refusal.depth))"
        case .certificateLapsed(let refusal):
            "the certificate was good in the TLS handshake and is no longer (\(refusal.reason), "
                + "certificate \(refusal.subject), depth \(refusal.depth))"
        case .certificateMissing(let error):
            "\(error) (the listener requires a client certificate)"
        case .notTLS(let error):
            "\(error) (the peer speaks no TLS, perhaps plain MQTT or HTTP)"
        case .tokenFailed(let fault):
            "the broker's key did not sign: \(fault) [\(FaultID.tokenUnavailable.rawValue)]"
        case .outOfMemory:
            "out of memory for TLS"
        case .broken(let error):
            error.alert == nil ? "\(error)" : "\(error) (the peer refused this broker)"
        }
    }
}
