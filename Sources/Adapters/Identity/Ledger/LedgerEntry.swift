#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// One certificate that the authority signed.
package struct LedgerEntry: Hashable, Sendable {
    /// Since when, if at all, the certificate no longer counts.
    package enum Status: Hashable, Sendable {
        case valid
        case revoked(Date, RevocationReason)
    }

    /// Whether it was taken back.
    package var status: Status
    /// When it ends by itself.
    package let notAfter: Date
    /// The number that the authority gave it, without leading zeros.
    package let serialNumber: [UInt8]
    /// The certificate's file name in the folder when it was issued.
    package let file: String
    /// The subject as OpenSSL writes it on one line: `/CN=pump-1`.
    package let subject: String

    /// An entry of these parts.
    package init(
        status: Status, notAfter: Date, serialNumber: [UInt8], file: String, subject: String
    ) {
        self.status = status
        self.notAfter = notAfter
        self.serialNumber = serialNumber
        self.file = file
        self.subject = subject
    }

    /// Whether the certificate was taken back.
    package var isRevoked: Bool { status != .valid }
}
