import BrokerAccess
import BrokerCore
import FaultCatalogue

/// Who was not let in, by which rule, and what cures it.
enum AuthenticationText {
    static func text(
        _ refusal: AuthenticationRefusal, listener: ListenerSettings
    ) -> String {
        "\(cause(of: refusal, listener)) [\(refusal.faultID.rawValue)]"
    }

    private static func cause(
        of refusal: AuthenticationRefusal, _ listener: ListenerSettings
    ) -> String {
        let place = StartText.place(of: listener, port: nil)
        let file = listener.passwordFile ?? "password_file"
        return switch refusal {
        case .anonymousNotAllowed:
            "it gave no user name, and allow_anonymous is false on \(place); "
                + "give one (-u, -P) or set allow_anonymous true"
        case .noPasswordFile(let userName):
            listener.scramFile == nil
                ? "user '\(userName)' cannot be checked, as \(place) has no password_file; set "
                    + "one, or allow_anonymous true"
                : "user '\(userName)' sent its password, but \(place) has scram_file only; prove "
                    + "it by SCRAM-SHA-256 (apus pub --scram), or set password_file"
        case .unknownUser(let userName):
            "user '\(userName)' is not in \(file); add it with mosquitto_passwd"
        case .wrongPassword(let userName):
            "the password of user '\(userName)' is wrong; it is checked against \(file)"
        case .passwordMissing(let userName):
            "user '\(userName)' gave no password; give it (-P)"
        case .certificateMissing:
            "\(place) takes the user name from the client's certificate, and it showed none; "
                + "give --cert and --key"
        case .certificateWithoutCommonName(let subject):
            "its certificate '\(subject)' has no common name to be the user name "
                + "(use_identity_as_username); issue one with a common name"
        case .certificateWithoutAlternativeName(let kind, let subject):
            IdentityText.alternativeNameMissing(kind, subject: subject)
        case .lapsed(let lapse, let userName):
            LapseText.cause(of: lapse, userName: userName, listener)
        case .unusableCertificateName(let name):
            "the name '\(name)' of its certificate cannot be a user name; issue another"
        case .methodUnknown, .scramMessage, .scramUserUnknown, .scramProofWrong,
            .certificateOfAnother:
            EnhancedAuthenticationText.cause(of: refusal, listener)
        }
    }
}
