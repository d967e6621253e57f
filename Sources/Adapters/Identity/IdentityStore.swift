import TokenKeys
import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A private folder that holds one authority and the identities that it has signed.
///
/// Every change is made under the folder's lock, so that programs which start side by side agree on
/// one authority and one key for each name.
package struct IdentityStore: Sendable {
    /// Where all files lie.
    package let folder: String
    /// Where the authority's key lies when it is not in the folder.
    package let authorityKey: String?
    /// The authority's files, whether they are there or not.
    package var authorityFiles: AuthorityFiles {
        AuthorityFiles(folder: folder, key: authorityKey)
    }

    /// Names the folder; nothing is read or made yet.
    package init(folder: String, authorityKey: String? = nil) {
        self.folder = folder
        self.authorityKey = authorityKey
    }

    /// Makes a new authority; one that is there stays unless `replacing`.
    ///
    /// Its key is a new one, or the one that lies elsewhere and stays there.
    package func makeAuthority(
        name: String? = nil, keyType: KeyType = .p256, replacing: Bool = false, now: Date = Date()
    ) throws(IdentityError) -> StoredIdentity {
        let key = try KeyFile.reading(authorityKey)?.key
        let used = if let key { key } else { try keyType.makeKey() }
        let authority = try CertificateAuthority(naming: name, key: used, now: now)
        try AtomicFile.makePrivateFolder(folder)
        let lock = try FolderLock.acquire(folder: folder)
        let files = authorityFiles
        let own = key == nil ? [files.key, files.certificate] : [files.certificate]
        try refuseExisting(own, replacing: replacing)
        // Nobody can sign for the old authority any more, so its records serve nobody.
        if replacing {
            AtomicFile.remove(files.ledger)
            AtomicFile.remove(files.revocationList)
        }
        if key == nil { try KeyFile.write(authority.key, to: files.key, replacing: replacing) }
        try CertificateFile.write(
            authority.certificate, to: files.certificate, replacing: replacing)
        lock.release()
        return stored(authority, origin: .made)
    }

    /// Makes keys and certificates, all or none; files that are there stay unless `replacing`, and
    /// so do those that the caller is going to write `besides`.
    package func make(
        _ profiles: [LeafProfile], keyType: KeyType = .p256, days: Int? = nil,
        besides: [String] = [], replacing: Bool = false, now: Date = Date()
    ) throws(IdentityError) -> [StoredIdentity] {
        let lock = try lockWithAuthority()
        let authority = try loadAuthority(now: now)
        let paths = profiles.flatMap { [keyPath($0), certificatePath($0)] }
        try refuseExisting(paths + besides, replacing: replacing)
        var new: [(profile: LeafProfile, key: Certificate.PrivateKey, Certificate)] = []
        for profile in profiles {
            let key = try keyType.makeKey()
            let certificate = try authority.issue(
                profile, for: key.publicKey, days: days ?? profile.defaultDays, now: now)
            new.append((profile, key, certificate))
        }
        try record(new.map { ($0.2, certificatePath($0.profile)) })
        var made: [StoredIdentity] = []
        for (profile, key, certificate) in new {
            try KeyFile.write(key, to: keyPath(profile), replacing: replacing)
            try CertificateFile.write(
                certificate, to: certificatePath(profile), replacing: replacing)
            made.append(stored(profile, certificate, origin: .made))
        }
        lock.release()
        return made
    }

    /// Reads the authority, which must be complete and still good.
    package func loadAuthority(now: Date = Date()) throws(IdentityError) -> CertificateAuthority {
        let files = authorityFiles
        let authority = try CertificateAuthority(
            certificate: CertificateFile(reading: files.certificate),
            key: KeyFile(reading: files.key))
        let end = authority.certificate.notValidAfter
        if end <= now { throw .authorityExpired(path: files.certificate, since: end) }
        return authority
    }

    /// Takes the lock of a folder that has an authority; one that has none is better named by it.
    func lockWithAuthority() throws(IdentityError) -> FolderLock {
        let path = authorityFiles.certificate
        guard AtomicFile.exists(path) else { throw .file(path: path, .missing) }
        return try FolderLock.acquire(folder: folder)
    }

    /// The certificate of a server or device of this name, which must be there.
    func leafPath(_ stem: String) throws(IdentityError) -> String {
        if stem.lowercased() == AuthorityFiles.stem { throw .name(stem, .reserved) }
        if stem.contains("/") { throw .name(stem, .pathSeparator) }
        let path = "\(folder)/\(stem).crt"
        guard AtomicFile.exists(path) else { throw .file(path: path, .missing) }
        return path
    }

    /// Where the profile's certificate lies.
    func certificatePath(_ profile: LeafProfile) -> String { "\(folder)/\(profile.fileStem).crt" }

    /// Where the profile's key lies.
    func keyPath(_ profile: LeafProfile) -> String { "\(folder)/\(profile.fileStem).key" }

    /// The authority as callers are told of it.
    func stored(
        _ authority: CertificateAuthority, origin: StoredIdentity.Origin
    ) -> StoredIdentity {
        StoredIdentity(
            commonName: authority.name, serverNames: [],
            certificatePath: authorityFiles.certificate,
            keyPath: TokenURI.redacted(authorityFiles.key),
            notAfter: authority.certificate.notValidAfter, origin: origin)
    }

    /// A leaf as callers are told of it.
    func stored(
        _ profile: LeafProfile, _ certificate: Certificate, origin: StoredIdentity.Origin
    ) -> StoredIdentity {
        StoredIdentity(
            commonName: certificate.commonName ?? profile.commonName,
            serverNames: certificate.serverNames.map(\.text),
            certificatePath: certificatePath(profile), keyPath: keyPath(profile),
            notAfter: certificate.notValidAfter, origin: origin)
    }

    /// Names the first file that is there and must not be replaced.
    func refuseExisting(_ paths: [String], replacing: Bool) throws(IdentityError) {
        if replacing { return }
        for path in paths where AtomicFile.exists(path) {
            throw .file(path: path, .alreadyExists)
        }
    }
}

extension LeafProfile {
    /// How long a certificate lasts when nobody says.
    package var defaultDays: Int {
        switch self {
        case .server: Lifetime.serverDays
        case .device: Lifetime.deviceDays
        }
    }
}
