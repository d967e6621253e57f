#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// What an authority signed and took back, in the form of the index file of `openssl ca`: six
/// fields between tabs (status, end, revocation, serial number, file, subject), a line for a
/// certificate.
package struct Ledger: Hashable, Sendable {
    /// In the order of issue.
    package private(set) var entries: [LedgerEntry] = []

    /// The authority's eyes only: the names of all devices stand in it.
    static let mode: UInt32 = 0o600
    /// Room for some hundred thousand certificates.
    private static let fileBytesMax = 64 << 20

    /// An authority that has signed nothing yet.
    package init() {}

    /// Reads the file; one that is missing is that of an authority that has signed nothing yet.
    package init(reading path: String) throws(IdentityError) {
        let bytes: [UInt8]
        do {
            bytes = try AtomicFile.read(path, bytesMax: Self.fileBytesMax)
        } catch .file(_, .missing) {
            return
        }
        var lineOfSerialNumber: [[UInt8]: Int] = [:]
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            do throws(LedgerFault) {
                let entry = try LedgerEntry(line: line)
                if let earlier = lineOfSerialNumber[entry.serialNumber] {
                    throw LedgerFault.repeated(line: earlier)
                }
                lineOfSerialNumber[entry.serialNumber] = index + 1
                entries.append(entry)
            } catch {
                throw .ledger(path: path, line: index + 1, error)
            }
        }
    }

    /// Writes all entries, whole or not at all.
    package func write(to path: String) throws(IdentityError) {
        let text = entries.map { $0.line + "\n" }.joined()
        try AtomicFile.write(Array(text.utf8), to: path, mode: Self.mode, replacing: true)
    }

    /// Adds a certificate, unless its number is there already.
    package mutating func record(_ entry: LedgerEntry) {
        if self[entry.serialNumber] == nil { entries.append(entry) }
    }

    /// The entry with this number.
    package subscript(serialNumber: [UInt8]) -> LedgerEntry? {
        entries.first { $0.serialNumber == serialNumber }
    }

    /// Takes back what has one of these numbers and was not taken back before; says how many.
    package mutating func revoke(
        _ serialNumbers: Set<[UInt8]>, reason: RevocationReason, now: Date
    ) -> Int {
        var count = 0
        for index in entries.indices {
            let entry = entries[index]
            guard !entry.isRevoked, serialNumbers.contains(entry.serialNumber) else { continue }
            entries[index].status = .revoked(now, reason)
            count += 1
        }
        return count
    }
}
