#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A certificate with its key on disk, and how it came to be there.
package struct StoredIdentity: Hashable, Sendable {
    /// How the identity came to be on disk.
    package enum Origin: Hashable, Sendable {
        /// Key and certificate are new.
        case made
        /// A new certificate for the key that was there.
        case renewed(Reason)
        /// Both were there and are good.
        case reused
    }

    /// Why a certificate that was there, or should have been, had to be issued again.
    package enum Reason: Hashable, Sendable {
        /// The key lay there alone, as after a power cut between the two files.
        case certificateMissing
        /// Its end is past or near.
        case expires(Date)
        /// Another authority, or one that is no more, had signed it.
        case authorityChanged
        /// It did not belong to the key beside it.
        case keyChanged
        /// These names were asked for and not in it.
        case namesMissing([String])
    }

    /// The subject's common name: a device's MQTT user name, a server's main name.
    package let commonName: String
    /// A server's names; empty for all else.
    package let serverNames: [String]
    /// The file of the certificate.
    package let certificatePath: String
    /// The file of the private key.
    package let keyPath: String
    /// When the certificate ends.
    package let notAfter: Date
    /// How it came to be there.
    package let origin: Origin
}
