/// Why a client that was let in is entitled no longer.
package enum Lapse: Hashable, Sendable {
    /// Its certificate was taken back.
    case certificateRevoked
    /// The time of its certificate, or of an authority above it, is over.
    case certificateExpired
    /// Its certificate leads to no authority that is trusted by now.
    case certificateNotTrusted
    /// The user is in the file no longer that it proved its password against.
    case userUnknown
    /// The user's password is another by now.
    case passwordChanged
    /// It gave no user name, and has to by now.
    case anonymousNotAllowed

    /// Whether it is about the certificate, and not about the user.
    package var isAboutCertificate: Bool {
        switch self {
        case .certificateRevoked, .certificateExpired, .certificateNotTrusted: true
        case .userUnknown, .passwordChanged, .anonymousNotAllowed: false
        }
    }
}
