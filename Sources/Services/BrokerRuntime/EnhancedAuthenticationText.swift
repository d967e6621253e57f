import BrokerAccess
import BrokerCore

/// Why an authentication in steps was refused, and what cures it.
enum EnhancedAuthenticationText {
    static func cause(
        of refusal: AuthenticationRefusal, _ listener: ListenerSettings
    ) -> String {
        let place = StartText.place(of: listener, port: nil)
        let file = listener.scramFile ?? "scram_file"
        return switch refusal {
        case .methodUnknown(let method, let offered) where offered.isEmpty:
            "authentication method '\(method)' is not offered on \(place), nor any other; connect "
                + "without one, or set scram_file for SCRAM-SHA-256"
        case .methodUnknown(let method, let offered):
            "authentication method '\(method)' is not offered on \(place); use "
                + "\(offered.joined(separator: " or "))"
        case .scramMessage(let fault): "\(sentence(about: fault))"
        case .scramUserUnknown(let userName):
            "user '\(userName)' is not in \(file); add it with apus scram"
        case .scramProofWrong(let userName):
            "the password of user '\(userName)' is wrong; its proof is checked against \(file)"
        case .certificateOfAnother(let userName, let certificateName):
            "it proved to be user '\(userName)', but its certificate names '\(certificateName)'; "
                + "use the certificate of that user"
        default: "it was refused"
        }
    }

    private static func sentence(about fault: SCRAMFault) -> String {
        switch fault {
        case .missing: "it sent no SCRAM message where one was due (Authentication Data)"
        case .malformed(let attribute):
            "its SCRAM message is wrong at '\(attribute)' (RFC 5802 section 7); names are "
                + "printable ASCII"
        case .channelBinding:
            "it demands channel binding, which is not offered; use SCRAM-SHA-256 without it"
        case .mandatoryExtension: "it demands a SCRAM extension that this broker does not know"
        case .otherIdentity(let name):
            "it wants to act for user '\(name)', whom it does not prove to be; leave the "
                + "authorization identity (a=) out"
        case .otherNonce: "its proof is for another exchange: the nonce is not this one's"
        case .otherHeader: "its proof covers another gs2 header than it began with"
        case .noDigest: "the broker's OpenSSL could not compute SHA-256"
        }
    }
}
