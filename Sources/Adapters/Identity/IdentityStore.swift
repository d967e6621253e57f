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
    /// The authority's two files, whether they are there or not.
    package var authorityFiles: AuthorityFiles { AuthorityFiles(folder: folder) }

    /// Names the folder; nothing is read or made yet.
    package init(folder: String) {
        self.folder = folder
    }

    /// Makes a new authority; one that is there stays unless `replacing`.
    package func makeAuthority(
        name: String? = nil, replacing: Bool = false, now: Date = Date()
    ) throws(IdentityError) -> StoredIdentity {
        let authority = try CertificateAuthority(naming: name, now: now)
        try AtomicFile.makePrivateFolder(folder)
        let lock = try FolderLock.acquire(folder: folder)
        let files = authorityFiles
        try refuseExisting([files.key, files.certificate], replacing: replacing)
        try KeyFile.write(authority.key, to: files.key, replacing: replacing)
        try CertificateFile.write(
            authority.certificate, to: files.certificate, replacing: replacing)
        lock.release()
        return stored(authority, origin: .made)
    }

    /// Makes keys and certificates, all or none; files that are there stay unless `replacing`.
    package func make(
        _ profiles: [LeafProfile], days: Int? = nil, replacing: Bool = false, now: Date = Date()
    ) throws(IdentityError) -> [StoredIdentity] {
        let lock = try lockWithAuthority()
        let authority = try loadAuthority(now: now)
        let paths = profiles.flatMap { [keyPath($0), certificatePath($0)] }
        try refuseExisting(paths, replacing: replacing)
        var made: [StoredIdentity] = []
        for profile in profiles {
            let key = CertificateAuthority.makeKey()
            let certificate = try authority.issue(
                profile, for: key.publicKey, days: days ?? profile.defaultDays, now: now)
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
            certificatePath: authorityFiles.certificate, keyPath: authorityFiles.key,
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

    private func refuseExisting(_ paths: [String], replacing: Bool) throws(IdentityError) {
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
