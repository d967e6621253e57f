/// The name of a fault, which stays the same for ever: `TLS-014`.
///
/// The broker's log, the client's errors and the doctor say it; `apus explain` tells the rest.
package enum FaultID: String, CaseIterable, Hashable, Sendable {
    // Names and authorities
    case sharedSubjectName = "TLS-001"
    case hostNameNotInCertificate = "TLS-002"
    case addressNotInCertificate = "TLS-003"
    case addressAsDNSName = "TLS-004"
    case issuerNotTrusted = "TLS-005"
    case authorityRemade = "TLS-006"
    case intermediateMissing = "TLS-007"
    case chainOutOfOrder = "TLS-008"
    case chainInPlaceOfRoot = "TLS-009"

    // Time
    case certificateExpired = "TLS-010"
    case authorityExpired = "TLS-011"
    case peerClockWrong = "TLS-012"
    case certificateNotYetValid = "TLS-013"

    // Files
    case keyOfAnotherCertificate = "TLS-014"
    case filesSwapped = "TLS-015"
    case keyUnreadable = "TLS-016"
    case keyEncrypted = "TLS-017"
    case fileMissing = "TLS-018"
    case notPEM = "TLS-019"
    case blocksJoined = "TLS-020"
    case trustedCertificate = "TLS-021"

    // What is shown, asked for and allowed
    case clientCertificateMissing = "TLS-022"
    case clientCertificateNotTrusted = "TLS-023"
    case purposeNotAllowed = "TLS-024"
    case issuerIsNoAuthority = "TLS-025"
    case constraintViolated = "TLS-026"
    case plainForWantOfAuthorities = "TLS-027"
    case wrongPort = "TLS-028"
    case noCommonVersion = "TLS-029"
    case noCommonCipher = "TLS-030"
    case keyKindNotUsable = "TLS-031"
    case weakCryptography = "TLS-032"
    case commonNameMissing = "TLS-033"
    case certificateRevoked = "TLS-034"
    case revocationListStale = "TLS-035"

    // Beyond the handshake's own faults
    case lifetimeTooLong = "TLS-036"
    case outlivesAuthority = "TLS-037"
    case authorityKeyExposed = "TLS-038"
    case keyReadableByOthers = "TLS-039"
    case noAuthorities = "TLS-040"
    case authorityFolderUnhashed = "TLS-041"
    case serialReused = "TLS-042"
    case wildcardNotMatched = "TLS-043"
    case selfSigned = "TLS-044"
    case strictVerification = "TLS-045"
    case alternativeNameMissing = "TLS-046"
    case proofOfKeyWrong = "TLS-047"
    case serverNameRefused = "TLS-048"
    case chainTooLarge = "TLS-049"
    case revocationListUnusable = "TLS-050"
    case tokenUnavailable = "TLS-051"
    case closedDuringHandshake = "TLS-052"
    case peerRefused = "TLS-053"
    case certificateUnreadable = "TLS-054"
    case identityNotAllowed = "TLS-055"

    // On the way
    case hostUnknown = "NET-001"
    case hostElsewhere = "NET-002"
    case nobodyListens = "NET-003"
    case noAnswer = "NET-004"
    case somethingBetween = "NET-005"
    case notMQTT = "NET-006"

    // After the handshake
    case credentialsRefused = "MQTT-001"
    case notAuthorized = "MQTT-002"
    case versionRefused = "MQTT-003"
    case clientIDRefused = "MQTT-004"
    case brokerUnavailable = "MQTT-005"
    case keepAliveRefused = "MQTT-006"
    case takenOver = "MQTT-007"
    case connectRefused = "MQTT-008"
    case openToAnybody = "MQTT-009"
    case secretsInPlainText = "MQTT-010"
    case configurationRefused = "MQTT-011"
}
