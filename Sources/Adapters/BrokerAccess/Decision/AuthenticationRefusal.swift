package import BrokerCore

/// Why a client may not connect.
package enum AuthenticationRefusal: Error, Hashable, Sendable {
    /// No user name, and `allow_anonymous` is false.
    case anonymousNotAllowed

    /// A user name, and `password_file` is not set to check it against.
    case noPasswordFile(userName: String)

    /// The password file has no such user.
    case unknownUser(String)

    /// The user's password is another.
    case wrongPassword(userName: String)

    /// A user name without a password.
    case passwordMissing(userName: String)

    /// The certificate must name the user, and none was shown.
    case certificateMissing

    /// The certificate has no common name to be the user name.
    case certificateWithoutCommonName(subject: String)

    /// The certificate has no alternative name of the kind that names users.
    case certificateWithoutAlternativeName(AlternativeName, subject: String)

    /// The name in the certificate holds characters that no user name may have.
    case unusableCertificateName(String)

    /// CONNECT named a method that the listener does not offer.
    case methodUnknown(String, offered: [String])

    /// A SCRAM message that is not what it must be.
    case scramMessage(SCRAMFault)

    /// The SCRAM file has no such user.
    case scramUserUnknown(String)

    /// The client's proof is not one of the user's password.
    case scramProofWrong(userName: String)

    /// An exchange proved one user, and the certificate names another.
    case certificateOfAnother(userName: String, certificateName: String)

    /// It proved to be somebody who is entitled no longer by now.
    case lapsed(Lapse, userName: String)

    /// What the client is told; it never learns which of name and password was wrong.
    package enum Answer: Hashable, Sendable {
        /// CONNACK 4 before MQTT 5, 0x86 with it.
        case badUserNameOrPassword

        /// CONNACK 5 before MQTT 5, 0x87 with it.
        case notAuthorized

        /// CONNACK 0x8C; MQTT 5 only.
        case badAuthenticationMethod
    }

    /// What the client is told, as mosquitto has it.
    package var answer: Answer {
        switch self {
        case .certificateMissing, .certificateWithoutCommonName,
            .certificateWithoutAlternativeName, .unusableCertificateName:
            .badUserNameOrPassword
        case .anonymousNotAllowed, .noPasswordFile, .unknownUser, .wrongPassword,
            .passwordMissing, .scramMessage, .scramUserUnknown, .scramProofWrong,
            .certificateOfAnother, .lapsed:
            .notAuthorized
        case .methodUnknown: .badAuthenticationMethod
        }
    }
}
