/// Why a TLS connection could not be made, as far as this side can tell.
public enum TLSFailure: Hashable, Sendable, CustomStringConvertible {
    /// No trusted authority vouches for the broker's certificate.
    case certificateUnverified
    /// The broker's certificate is for other names.
    case hostNameMismatch(host: String)
    /// The broker refused what this client presented; the alert in the words of RFC 8446.
    case refusedByServer(alert: String)
    /// Both sides have no TLS version in common.
    case noCommonVersion
    /// What answers at that port does not speak TLS.
    case notTLS
    /// The library's own words for anything else.
    case other(String)

    public var description: String {
        switch self {
        case .certificateUnverified:
            "the broker's certificate is not signed by a trusted authority, or not valid now"
                + "; give the CA that signed it, and check both clocks"
        case .hostNameMismatch(let host):
            "the broker's certificate does not name '\(host)'"
                + "; connect by a name in the certificate or have '\(host)' added to it"
        case .refusedByServer(let alert):
            "the broker answered with the alert '\(alert)'; \(TLSFailure.cure(ofAlert: alert))"
        case .noCommonVersion:
            "no TLS version in common; allow an older or newer one on either side"
        case .notTLS:
            "what answers there does not speak TLS; use the broker's TLS port, usually 8883"
        case .other(let text): text
        }
    }

    private static func cure(ofAlert alert: String) -> String {
        switch alert {
        case "unknown ca": "have the client's certificate signed by a CA that the broker trusts"
        case "certificate required": "give the client a certificate and its key"
        case "handshake failure": "give a client certificate, or allow the broker's ciphers"
        case "certificate expired": "renew the client's certificate, and check both clocks"
        case "certificate revoked": "issue a new certificate for this client"
        case "unsupported certificate", "bad certificate", "certificate unknown":
            "use a certificate made for TLS clients"
        default: "the broker's log says more"
        }
    }
}
