#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// From when to when a certificate is good, in whole seconds as X.509 wants them.
package struct Lifetime: Hashable, Sendable {
    /// The start of 1970: a device without a clock believes it is then, and must not see a
    /// certificate "not yet valid". Expiry still ends the certificate for all who know the time.
    package static let notBefore = Date(timeIntervalSince1970: 0)

    /// The end of the lifetime.
    package let notAfter: Date

    /// An authority's ten years.
    package static let authorityDays = 3_650
    /// A server's, the longest that Apple's systems accept from a private authority.
    package static let serverDays = 825
    /// A device's: as long as its authority, for somebody has to walk there to renew it.
    package static let deviceDays = 3_650
    /// A century; beyond it a date is a typing mistake.
    package static let daysMax = 36_500
    /// A clock before this release of Apus was never set.
    private static let earliestNow = Date(timeIntervalSince1970: 1_735_689_600)
    private static let secondsPerDay = 86_400.0

    /// From 1970 to `days` after `now`, but never beyond `end`.
    package init(days: Int, now: Date, noLaterThan end: Date? = nil) throws(IdentityError) {
        guard (1...Self.daysMax).contains(days) else {
            throw .lifetime(days: days, daysMax: Self.daysMax)
        }
        guard now >= Self.earliestNow else { throw .clockNotSet(now) }
        let wish = now.timeIntervalSince1970.rounded(.down) + Double(days) * Self.secondsPerDay
        let limit = end?.timeIntervalSince1970.rounded(.down) ?? wish
        notAfter = Date(timeIntervalSince1970: min(wish, limit))
    }
}
