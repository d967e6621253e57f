import BrokerCore
import FaultCatalogue

extension Lapse {
    /// The fault that the catalogue explains.
    var faultID: FaultID {
        switch self {
        case .certificateRevoked: .certificateRevoked
        case .certificateExpired: .certificateExpired
        case .passwordChanged: .credentialsRefused
        case .certificateNotTrusted: .clientCertificateNotTrusted
        case .userUnknown, .anonymousNotAllowed: .notAuthorized
        }
    }
}
