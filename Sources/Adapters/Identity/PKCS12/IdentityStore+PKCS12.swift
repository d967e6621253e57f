import X509

extension IdentityStore {
    /// Writes key, certificate and authority of a name into one file under a password.
    package func writePKCS12(
        _ stem: String, password: String, replacing: Bool = false
    ) throws(IdentityError) -> String {
        guard PKCS12File.isUsable(password) else {
            throw .password(bytesMax: PKCS12File.passwordBytesMax)
        }
        let path = try leafPath(stem)
        let target = "\(folder)/\(stem).p12"
        // Before the work that takes a moment; the write checks again under the lock.
        try refuseExisting([target], replacing: replacing)
        let certificate = try CertificateFile(reading: path).certificate
        let authority = try CertificateFile(reading: authorityFiles.certificate).certificate
        let key = try KeyFile(reading: "\(folder)/\(stem).key")
        guard key.key.publicKey == certificate.publicKey else {
            throw .keyMismatch(certificate: path, key: key.path)
        }
        let file: PKCS12File
        do {
            file = try PKCS12File(
                key: key.key.pkcs8(), certificate: certificate, authority: authority, name: stem,
                password: password)
        } catch {
            throw .pem(path: key.path, .unsupported(label: KeyFile.labels[0]))
        }
        let lock = try lockWithAuthority()
        try AtomicFile.write(file.der, to: target, mode: KeyFile.mode, replacing: replacing)
        lock.release()
        return target
    }
}
