import TokenKeys
import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Identities whose key is in a token: the folder has their certificates alone.
extension IdentityStore {
    /// A new authority whose key is in a token; `ca.key` then holds the key's address.
    package func makeAuthority(
        name: String? = nil, keyInToken address: String, replacing: Bool = false,
        now: Date = Date()
    ) throws(IdentityError) -> StoredIdentity {
        let key = try KeyFile(reading: address)
        let authority = try CertificateAuthority(naming: name, key: key.key, now: now)
        try AtomicFile.makePrivateFolder(folder)
        let lock = try FolderLock.acquire(folder: folder)
        let files = authorityFiles
        try refuseExisting([files.key, files.certificate], replacing: replacing)
        if replacing {
            AtomicFile.remove(files.ledger)
            AtomicFile.remove(files.revocationList)
        }
        try KeyFile.write(address: address, to: files.key, replacing: replacing)
        try CertificateFile.write(
            authority.certificate, to: files.certificate, replacing: replacing)
        lock.release()
        return stored(authority, origin: .made)
    }

    /// A device whose key lies elsewhere, with a certificate of somebody else's or one of ours.
    package func ensureDevice(
        name: String, key: String, certificate path: String?, now: Date = Date()
    ) throws(IdentityError) -> StoredIdentity {
        guard let path else { return try ensureDevice(name: name, keyInToken: key, now: now) }
        let file = try CertificateFile(reading: path)
        let own = try KeyFile(reading: key)
        guard file.certificate.publicKey == own.key.publicKey else {
            throw .keyMismatch(certificate: path, key: own.path)
        }
        return StoredIdentity(
            commonName: file.certificate.commonName ?? name, serverNames: [],
            certificatePath: path, keyPath: key, notAfter: file.certificate.notValidAfter,
            origin: .reused)
    }

    /// A device's certificate for its key in a token, in `NAME.token.crt`; issued again when the
    /// authority, the key or the time asks for it.
    package func ensureDevice(
        name: String, keyInToken address: String, now: Date = Date()
    ) throws(IdentityError) -> StoredIdentity {
        let name = try DeviceName(name)
        let key = try KeyFile(reading: address).key
        let path = "\(folder)/\(name.text).token.crt"
        let lock = try lockWithAuthority()
        let authority = try loadAuthority(now: now)
        // One that cannot be read is as good as none: only its file is at stake.
        let old = try? CertificateFile(reading: path).certificate
        var certificate: Certificate
        var origin = StoredIdentity.Origin.reused
        if let old, old.publicKey == key.publicKey, authority.issued(old),
            old.notValidAfter > now + Self.tokenRenewalMargin
                || old.notValidAfter >= authority.certificate.notValidAfter
        {
            certificate = old
        } else {
            let profile = LeafProfile.device(name)
            certificate = try authority.issue(
                profile, for: key.publicKey, days: profile.defaultDays, now: now)
            try record([(certificate, path)])
            try CertificateFile.write(certificate, to: path, replacing: true)
            origin = old == nil ? .made : .renewed(.keyChanged)
        }
        lock.release()
        return StoredIdentity(
            commonName: name.text, serverNames: [], certificatePath: path, keyPath: address,
            notAfter: certificate.notValidAfter, origin: origin)
    }

    private static let tokenRenewalMargin: TimeInterval = 30 * 86_400
}
