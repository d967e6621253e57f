#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Why a key, a certificate or a name was refused, with the file or the name that is at fault.
package enum IdentityError: Error, Hashable, Sendable {
    /// The file or folder cannot be read or written.
    case file(path: String, FileFault)
    /// The file can be read but holds no PEM that serves the purpose.
    case pem(path: String, PEMFault)
    /// The certificate was made for another key.
    case keyMismatch(certificate: String, key: String)
    /// The certificate may not sign others: no `CA:TRUE`, or no key usage for signing.
    case notAuthority(path: String)
    /// The authority's own time is over, so nothing it signs is accepted.
    case authorityExpired(path: String, since: Date)
    /// The certificate in the way serves another purpose, a server's for a device or the reverse.
    case otherPurpose(path: String)
    /// The name cannot stand in a certificate or a file name.
    case name(String, NameFault)
    /// The lifetime is outside 1 to `daysMax`.
    case lifetime(days: Int, daysMax: Int)
    /// This machine's clock cannot be right, so a certificate made now would soon be expired.
    case clockNotSet(Date)
    /// The authority's key cannot sign with any algorithm of ours.
    case signing(subject: String)
}
