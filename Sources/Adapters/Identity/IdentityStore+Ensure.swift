import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// What a program that starts needs: made on the first run, reused after, mended when it must be.
///
/// A key file is never overwritten here. Only a certificate is, and only by one for the same key.
extension IdentityStore {
    /// The authority of the folder, made if there is none.
    package func ensureAuthority(
        name: String? = nil, now: Date = Date()
    ) throws(IdentityError) -> StoredIdentity {
        try AtomicFile.makePrivateFolder(folder)
        let lock = try FolderLock.acquire(folder: folder)
        let files = authorityFiles
        if AtomicFile.exists(files.certificate) {
            let authority = try loadAuthority(now: now)
            lock.release()
            return stored(authority, origin: .reused)
        }
        let old =
            authorityKey == nil ? try existingKey(files.key) : try KeyFile(reading: files.key).key
        let authority = try CertificateAuthority(
            naming: name, key: old ?? CertificateAuthority.makeKey(), now: now)
        if old == nil { try KeyFile.write(authority.key, to: files.key, replacing: false) }
        try CertificateFile.write(authority.certificate, to: files.certificate, replacing: false)
        lock.release()
        return stored(authority, origin: old == nil ? .made : .renewed(.certificateMissing))
    }

    /// A server's identity that holds at least these names.
    package func ensureServer(
        names: [String], now: Date = Date()
    ) throws(IdentityError) -> StoredIdentity {
        try ensure(.server(ServerNames(names)), now: now)
    }

    /// A device's identity.
    package func ensureDevice(
        name: String, now: Date = Date()
    ) throws(IdentityError) -> StoredIdentity {
        try ensure(.device(DeviceName(name)), now: now)
    }

    private static let renewalMargin: TimeInterval = 30 * 86_400

    private func ensure(
        _ wish: LeafProfile, now: Date
    ) throws(IdentityError) -> StoredIdentity {
        let lock = try lockWithAuthority()
        let authority = try loadAuthority(now: now)
        let old = try existingCertificate(wish)
        let profile = try wish.keepingNames(of: old)
        let key = try existingKey(keyPath(profile))
        let reason = reasonToIssue(profile, old, key, authority, now: now)
        if let old, reason == nil {
            lock.release()
            return stored(profile, old, origin: .reused)
        }
        let used = key ?? CertificateAuthority.makeKey()
        let new = try authority.issue(
            profile, for: used.publicKey, days: profile.defaultDays, now: now)
        try record([(new, certificatePath(profile))])
        if key == nil { try KeyFile.write(used, to: keyPath(profile), replacing: false) }
        try CertificateFile.write(new, to: certificatePath(profile), replacing: true)
        lock.release()
        let isNew = key == nil && old == nil
        let origin = isNew ? .made : StoredIdentity.Origin.renewed(reason ?? .certificateMissing)
        return stored(profile, new, origin: origin)
    }

    private func reasonToIssue(
        _ profile: LeafProfile, _ old: Certificate?, _ key: Certificate.PrivateKey?,
        _ authority: CertificateAuthority, now: Date
    ) -> StoredIdentity.Reason? {
        guard let old else { return .certificateMissing }
        if key?.publicKey != old.publicKey { return .keyChanged }
        if !authority.issued(old) { return .authorityChanged }
        // Near the authority's own end a new certificate would end no later than the old one.
        let end = old.notValidAfter
        let isNear = end < now + Self.renewalMargin && end < authority.certificate.notValidAfter
        if end <= now || isNear { return .expires(end) }
        guard case .server(let names) = profile else { return nil }
        let present = old.serverNames
        let missing = names.all.filter { !present.contains($0) }.map(\.text)
        return missing.isEmpty ? nil : .namesMissing(missing)
    }

    private func existingKey(_ path: String) throws(IdentityError) -> Certificate.PrivateKey? {
        AtomicFile.exists(path) ? try KeyFile(reading: path).key : nil
    }

    private func existingCertificate(
        _ profile: LeafProfile
    ) throws(IdentityError) -> Certificate? {
        let path = certificatePath(profile)
        guard AtomicFile.exists(path) else { return nil }
        let certificate = try CertificateFile(reading: path).certificate
        guard certificate.serves(profile.usage) else { throw .otherPurpose(path: path) }
        return certificate
    }
}

extension LeafProfile {
    /// A server keeps the names that somebody gave it before.
    fileprivate func keepingNames(of old: Certificate?) throws(IdentityError) -> LeafProfile {
        guard case .server(let names) = self, let old else { return self }
        return .server(try names.union(old.serverNames))
    }
}
