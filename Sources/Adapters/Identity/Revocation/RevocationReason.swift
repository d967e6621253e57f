/// Why a certificate was taken back (RFC 5280 section 5.3.1).
package enum RevocationReason: UInt8, CaseIterable, Sendable {
    case unspecified = 0
    case keyCompromise = 1
    case authorityCompromise = 2
    case affiliationChanged = 3
    case superseded = 4
    case cessationOfOperation = 5
    case certificateHold = 6
    case removeFromList = 8
    case privilegeWithdrawn = 9
    case attributeAuthorityCompromise = 10

    /// Those that an operator may give; the others speak of authorities or can be undone.
    package static let forLeaves: [RevocationReason] = [
        .unspecified, .keyCompromise, .affiliationChanged, .superseded, .cessationOfOperation,
        .privilegeWithdrawn,
    ]

    /// The name in the standard and in OpenSSL's index files.
    package var name: String {
        switch self {
        case .unspecified: "unspecified"
        case .keyCompromise: "keyCompromise"
        case .authorityCompromise: "CACompromise"
        case .affiliationChanged: "affiliationChanged"
        case .superseded: "superseded"
        case .cessationOfOperation: "cessationOfOperation"
        case .certificateHold: "certificateHold"
        case .removeFromList: "removeFromCRL"
        case .privilegeWithdrawn: "privilegeWithdrawn"
        case .attributeAuthorityCompromise: "AACompromise"
        }
    }

    /// The reason of this name, however it is capitalised.
    package init?(name: String) {
        let wanted = name.lowercased()
        guard let reason = Self.allCases.first(where: { $0.name.lowercased() == wanted }) else {
            return nil
        }
        self = reason
    }
}
