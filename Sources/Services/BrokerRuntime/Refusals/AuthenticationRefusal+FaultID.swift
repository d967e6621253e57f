import BrokerAccess
import FaultCatalogue

extension AuthenticationRefusal {
    /// The fault that the catalogue explains.
    var faultID: FaultID {
        switch self {
        case .anonymousNotAllowed: .notAuthorized
        case .noPasswordFile, .unknownUser, .wrongPassword, .passwordMissing, .scramMessage,
            .scramUserUnknown, .scramProofWrong:
            .credentialsRefused
        case .methodUnknown: .connectRefused
        case .certificateMissing: .clientCertificateMissing
        case .certificateWithoutCommonName: .commonNameMissing
        case .certificateWithoutAlternativeName: .alternativeNameMissing
        case .lapsed(let lapse, _): lapse.faultID
        case .unusableCertificateName, .certificateOfAnother: .identityNotAllowed
        }
    }
}
