package import TokenKeys

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
    /// The key is in a token, which did not do its part; the address is without PIN.
    case token(address: String, TokenFault)
    /// The authority's key cannot sign with any algorithm of ours.
    case signing(subject: String)
    /// A line of the authority's ledger is not as OpenSSL's index files are.
    case ledger(path: String, line: Int, LedgerFault)
    /// The system gave no key of this kind.
    case keyNotMade(KeyType)
    /// The request cannot be signed.
    case request(path: String, RequestFault)
    /// Another authority, or one that is no more, signed the certificate.
    case otherAuthority(path: String)
    /// The certificate was taken back, so the same key gets no other.
    case revoked(path: String)
    /// Neither a name of the folder, nor a file, nor a serial number of the ledger.
    case nothingToRevoke(String)
    /// The authority's certificate does not let it sign revocation lists.
    case mayNotRevoke(path: String)
    /// The password cannot protect a PKCS #12 file that everybody reads.
    case password(bytesMax: Int)
}
