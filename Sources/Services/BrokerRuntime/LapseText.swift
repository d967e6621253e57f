import BrokerCore
import BrokerTransport
import FaultCatalogue

/// Why somebody who was let in may not stay, in one line: who, what, why, the cure and the fault's
/// name.
enum LapseText {
    static func line(_ lapsed: LapsedClient, listener: ListenerSettings) -> String {
        let client = lapsed.client
        let user = client.userName.map { ", user '\($0)'" } ?? ""
        return "Client \(client.clientID) [\(lapsed.peer)]\(user) disconnected: "
            + (lapsed.lapse.isAboutCertificate
                ? certificate(lapsed)
                : cause(of: lapsed.lapse, userName: client.userName ?? "", listener))
            + " [\(lapsed.lapse.faultID.rawValue)]"
    }

    /// What became of a user.
    static func cause(
        of lapse: Lapse, userName: String, _ listener: ListenerSettings
    ) -> String {
        let files = [listener.passwordFile, listener.scramFile].compactMap(\.self)
            .joined(separator: " or ")
        return switch lapse {
        case .passwordChanged:
            "the password of user '\(userName)' was changed; connect with the new one"
        case .anonymousNotAllowed:
            "it gave no user name, and allow_anonymous is false by now; give one (-u, -P)"
        default:
            "user '\(userName)' is no longer in \(files.isEmpty ? "any file" : files); add it "
                + "again (mosquitto_passwd, apus scram) if that was not meant"
        }
    }

    private static func certificate(_ lapsed: LapsedClient) -> String {
        let name = "its certificate\(IdentityText.name(of: lapsed.certificate))"
        // Which of the chain it is about, where it is not its own.
        let place =
            lapsed.refusal.map { refusal in
                refusal.depth == 0 ? "" : " (about '\(refusal.subject)' above it)"
            } ?? ""
        return switch lapsed.lapse {
        case .certificateRevoked:
            "\(name) was revoked\(place); issue another one if the device is to come back "
                + "(apus cert device NAME)"
        case .certificateExpired:
            "\(name) has expired\(place); renew it (apus cert renew)"
        default:
            "\(name) is trusted no longer: \(lapsed.refusal?.reason ?? "no reason")\(place); put "
                + "its authority into cafile again, or issue a certificate of another"
        }
    }
}
