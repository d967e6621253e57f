import BrokerCore
import BrokerTransport
import FaultCatalogue

/// Identities that do not fit: what is wrong, and what cures it.
enum IdentityText {
    static func alternativeNameMissing(_ kind: AlternativeName, subject: String) -> String {
        let prefix =
            switch kind {
            case .dns: "DNS"
            case .email: "email"
            case .uri: "URI"
            }
        return "its certificate '\(subject)' has no alternative name of the kind \(prefix) to be "
            + "the user name (use_san_as_username); issue one with subjectAltName=\(prefix):NAME"
    }

    static func clientIDOfAnother(userName: String?) -> String {
        guard let userName else {
            return "it has no user name that its client identifier could be bound to "
                + "(bind_client_id, use_username_as_clientid); connect with one"
        }
        return "its client identifier is not that of user '\(userName)' (bind_client_id); use "
            + "'\(userName)', or '\(userName)-' and more (-i)"
    }

    static func certificateInUse(by other: String) -> String {
        "its certificate is connected as client '\(other)' already, and "
            + "one_client_per_certificate is true; issue a certificate for each client (apus cert "
            + "device NAME), or disconnect the other [\(FaultID.identityNotAllowed.rawValue)]"
    }

    /// " 'CN=sensor-1' (SHA-256 A1:…)"; empty without a certificate.
    static func name(of certificate: ShownCertificate?) -> String {
        certificate.map { " '\($0.subject)' (SHA-256 \($0.fingerprint))" } ?? ""
    }
}
