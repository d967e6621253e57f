import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension IdentityStore {
    /// The main name of the first server in the folder by file name, nil if it has none.
    package func firstServerName() -> String? {
        // A folder that cannot be listed shows no server.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in files.sorted() where file.hasSuffix(".crt") {
            // A file that is no certificate is no server's.
            let read = try? CertificateFile(reading: "\(folder)/\(file)").certificate
            guard let certificate = read, certificate.serves(.serverAuth) else { continue }
            if let name = certificate.serverNames.first { return name.text }
        }
        return nil
    }
}
