import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension IdentityStore {
    /// Issues the certificate of this file name again: the same subject, names and use.
    ///
    /// The key stays, also where only its owner has it, unless a new one of `newKey`'s kind, or of
    /// the old one's, is asked for.
    package func renew(
        _ stem: String, days: Int? = nil, newKey: KeyWish = .keep, now: Date = Date()
    ) throws(IdentityError) -> StoredIdentity {
        let lock = try lockWithAuthority()
        let authority = try loadAuthority(now: now)
        let path = try leafPath(stem)
        let keyPath = "\(folder)/\(stem).key"
        let old = try CertificateFile(reading: path).certificate
        let profile = try LeafProfile(of: old)
        let key = try newKey.key(like: old.publicKey)
        if key == nil { try refuseSameKey(old, path: path, keyPath: keyPath, authority) }
        let new = try authority.issue(
            profile, for: key?.publicKey ?? old.publicKey, days: days ?? profile.defaultDays,
            now: now, renewing: old)
        try record([(new, path)])
        if let key { try KeyFile.write(key, to: keyPath, replacing: true) }
        try CertificateFile.write(new, to: path, replacing: true)
        lock.release()
        return StoredIdentity(
            commonName: new.commonName ?? stem, serverNames: new.serverNames.map(\.text),
            certificatePath: path, keyPath: keyPath, notAfter: new.notValidAfter,
            origin: .renewed(key == nil ? .expires(old.notValidAfter) : .keyChanged))
    }

    // Whoever has no key here is known by our signature alone; and a key that was taken back
    // because somebody stole it must not come back.
    private func refuseSameKey(
        _ old: Certificate, path: String, keyPath: String, _ authority: CertificateAuthority
    ) throws(IdentityError) {
        if AtomicFile.exists(keyPath) {
            guard try KeyFile(reading: keyPath).key.publicKey == old.publicKey else {
                throw .keyMismatch(certificate: path, key: keyPath)
            }
        } else if !authority.issued(old) {
            throw .otherAuthority(path: path)
        }
        if try ledger()[old.serialBytes]?.isRevoked == true { throw .revoked(path: path) }
    }
}
