import X509

extension IdentityStore {
    /// The files that another machine needs for this name, with their rights set as they must be
    /// there: certificate, key, the authority's certificate, and for a server its list, too.
    ///
    /// The authority's key is never among them.
    package func filesToSend(_ stem: String) throws(IdentityError) -> [String] {
        let path = try leafPath(stem)
        let keyPath = "\(folder)/\(stem).key"
        let certificate = try CertificateFile(reading: path).certificate
        let authority = try CertificateFile(reading: authorityFiles.certificate).certificate
        if certificate.publicKey == authority.publicKey { throw .name(stem, .reserved) }
        var readable = [path, authorityFiles.certificate]
        if certificate.leafKind == .server, AtomicFile.exists(authorityFiles.revocationList) {
            readable.append(authorityFiles.revocationList)
        }
        var files = readable
        if AtomicFile.exists(keyPath) {
            let key = try KeyFile(reading: keyPath).key.publicKey
            guard key == certificate.publicKey else {
                throw .keyMismatch(certificate: path, key: keyPath)
            }
            try AtomicFile.setMode(KeyFile.mode, of: keyPath)
            files.insert(keyPath, at: 1)
        }
        for file in readable { try AtomicFile.setMode(CertificateFile.mode, of: file) }
        return files
    }
}
