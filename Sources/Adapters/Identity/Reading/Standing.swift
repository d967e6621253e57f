#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// How a file of the folder stands today.
package struct Standing: Sendable {
    /// Whose file it is.
    package enum Role: Hashable, Sendable {
        case authority
        case leaf(LeafKind)
        case revocationList
        /// What could not be read.
        case unknown
    }

    /// What is wrong, the worst alone.
    package enum Fault: Hashable, Sendable {
        case unreadable(IdentityError)
        case expired
        case notYetValid
        /// The key beside it belongs to another certificate.
        case keyMismatch
        /// The folder's authority did not sign it.
        case otherAuthority
        /// It was taken back, as the operator wished.
        case revoked
    }

    /// The file name without its ending.
    package let name: String
    /// Where the file lies.
    package let path: String
    /// Whose file it is.
    package let role: Role
    /// When it ends; nil for what has no end or could not be read.
    package let notAfter: Date?
    /// What is wrong with it.
    package let fault: Fault?

    /// How much is left, rounded down to days; negative when it is over.
    package func daysLeft(now: Date) -> Int? {
        notAfter.map { Int(($0.timeIntervalSince(now) / 86_400).rounded(.down)) }
    }
}
