import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension IdentityStore {
    /// Takes certificates back and writes the new list.
    ///
    /// Each word is a name of the folder, which stands for every certificate that was ever issued
    /// under it, since a renewed one leaves the old one good; or a certificate's file; or a serial
    /// number, as `cert show` and OpenSSL write it.
    package func revoke(
        _ words: [String], reason: RevocationReason = .unspecified, days: Int? = nil,
        now: Date = Date()
    ) throws(IdentityError) -> StoredRevocationList {
        let lock = try lockWithAuthority()
        let authority = try loadRevokingAuthority(now: now)
        var ledger = try self.ledger()
        var serialNumbers: Set<[UInt8]> = []
        for word in words {
            serialNumbers.formUnion(try targets(word, authority, &ledger))
        }
        let count = ledger.revoke(serialNumbers, reason: reason, now: now)
        // The ledger first: a list that was not written comes with the next one.
        try ledger.write(to: authorityFiles.ledger)
        let list = try writeList(of: ledger, authority, days: days, now: now)
        lock.release()
        return stored(list, newCount: count)
    }

    /// Writes the list again, with a new end.
    package func renewRevocationList(
        days: Int? = nil, now: Date = Date()
    ) throws(IdentityError) -> StoredRevocationList {
        let lock = try lockWithAuthority()
        let authority = try loadRevokingAuthority(now: now)
        let list = try writeList(of: ledger(), authority, days: days, now: now)
        lock.release()
        return stored(list, newCount: 0)
    }

    private func loadRevokingAuthority(now: Date) throws(IdentityError) -> CertificateAuthority {
        let authority = try loadAuthority(now: now)
        guard authority.mayRevoke else { throw .mayNotRevoke(path: authorityFiles.certificate) }
        return authority
    }

    private func writeList(
        of ledger: Ledger, _ authority: CertificateAuthority, days: Int?, now: Date
    ) throws(IdentityError) -> RevocationList {
        let path = authorityFiles.revocationList
        let old = AtomicFile.exists(path) ? try RevocationList(reading: path) : nil
        let list = try authority.revocationList(
            of: ledger, after: old?.number, days: days, now: now)
        try list.write(to: path)
        return list
    }

    private func targets(
        _ word: String, _ authority: CertificateAuthority, _ ledger: inout Ledger
    ) throws(IdentityError) -> [[UInt8]] {
        let path = "\(folder)/\(word).crt"
        let isName = !word.contains("/") && AtomicFile.exists(path)
        if isName || AtomicFile.exists(word) {
            let certificate = try CertificateFile(reading: isName ? path : word).certificate
            let file = FilePath.name(of: isName ? path : word)
            if certificate.serialBytes == authority.certificate.serialBytes {
                throw .name(word, .reserved)
            }
            guard authority.issued(certificate) else {
                throw .otherAuthority(path: isName ? path : word)
            }
            // Certificates from before the ledger, or from `openssl ca`, can be taken back too.
            ledger.record(LedgerEntry(certificate, file: file))
            if !isName { return [certificate.serialBytes] }
            let others = ledger.entries.filter { $0.file == file }.map(\.serialNumber)
            return others + [certificate.serialBytes]
        }
        let named = ledger.entries.filter { $0.file == word + ".crt" }.map(\.serialNumber)
        if !named.isEmpty { return named }
        guard let bytes = SerialNumberText.bytes(word), ledger[bytes] != nil else {
            throw .nothingToRevoke(word)
        }
        return [bytes]
    }

    private func stored(_ list: RevocationList, newCount: Int) -> StoredRevocationList {
        StoredRevocationList(
            path: authorityFiles.revocationList, newCount: newCount,
            count: list.entries.count, nextUpdate: list.nextUpdate)
    }
}
