import X509

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension IdentityStore {
    /// Makes keys and requests for an authority elsewhere, all or none; this folder needs none.
    ///
    /// With `existingKey`, a file's key is asked a certificate for, and no key is made.
    package func makeRequests(
        _ profiles: [LeafProfile], keyType: KeyType = .p256, existingKey: String? = nil,
        replacing: Bool = false
    ) throws(IdentityError) -> [StoredRequest] {
        let old = try KeyFile.reading(existingKey)
        try AtomicFile.makePrivateFolder(folder)
        let lock = try FolderLock.acquire(folder: folder)
        var paths = profiles.map(requestPath)
        if old == nil { paths += profiles.map(keyPath) }
        try refuseExisting(paths, replacing: replacing)
        var made: [StoredRequest] = []
        for profile in profiles {
            let key = if let old { old.key } else { try keyType.makeKey() }
            if old == nil { try KeyFile.write(key, to: keyPath(profile), replacing: replacing) }
            try RequestFile.write(
                for: profile, key: key, to: requestPath(profile), replacing: replacing)
            made.append(
                StoredRequest(
                    commonName: profile.commonName, kind: profile.kind,
                    requestPath: requestPath(profile), keyPath: old?.path ?? keyPath(profile)))
        }
        lock.release()
        return made
    }

    /// Signs a request for what it is for, or for what the operator says.
    ///
    /// Nothing is taken from the request but its key, its common name and names of servers.
    package func sign(
        _ file: RequestFile, as kind: LeafKind? = nil, days: Int? = nil, replacing: Bool = false,
        now: Date = Date()
    ) throws(IdentityError) -> StoredIdentity {
        let profile = try file.profile(kind)
        let lock = try lockWithAuthority()
        let authority = try loadAuthority(now: now)
        let path = certificatePath(profile)
        try refuseExisting([path], replacing: replacing)
        let keyPath = self.keyPath(profile)
        if AtomicFile.exists(keyPath) {
            let own = try KeyFile(reading: keyPath).key.publicKey
            if own != file.request.publicKey {
                throw .keyMismatch(certificate: file.path, key: keyPath)
            }
        }
        let certificate = try authority.issue(
            profile, for: file.request.publicKey, days: days ?? profile.defaultDays, now: now)
        try record([(certificate, path)])
        try CertificateFile.write(certificate, to: path, replacing: replacing)
        lock.release()
        return stored(profile, certificate, origin: .made)
    }

    private func requestPath(_ profile: LeafProfile) -> String {
        "\(folder)/\(profile.fileStem).csr"
    }
}
