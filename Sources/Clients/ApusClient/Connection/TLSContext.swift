internal import NIOSSL

/// Makes NIOSSL's context of a ``TLSConfiguration``, and names the file that does not fit.
enum TLSContext {
    /// Reads the files anew, so that a renewed certificate serves the next connection.
    static func make(
        _ configuration: TLSConfiguration, token: TokenPrivateKey? = nil
    ) throws(MQTTClientError) -> NIOSSLContext {
        var settings = NIOSSL.TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = configuration.minimumVersion.nio
        settings.maximumTLSVersion = configuration.maximumVersion?.nio
        settings.applicationProtocols = configuration.applicationProtocols
        if !configuration.cipherSuites.isEmpty {
            settings.cipherSuiteValues = configuration.cipherSuites.map(\.nio)
        }
        if !configuration.groups.isEmpty { settings.curves = configuration.groups.map(\.nio) }
        settings.certificateVerification =
            configuration.verification == .full ? .fullVerification : .noHostnameVerification
        if case .file(let path) = configuration.trustRoots {
            settings.trustRoots = .certificates(
                try certificates(path, .certificateAuthorities))
        }
        if let path = configuration.certificateChainFile {
            settings.certificateChain = try certificates(path, .certificateChain)
                .map { .certificate($0) }
        }
        if let token {
            settings.privateKey = .privateKey(NIOSSLPrivateKey(customPrivateKey: token))
        } else if let path = configuration.privateKeyFile {
            settings.privateKey = .privateKey(
                try privateKey(path, passphrase: configuration.privateKeyPassphrase))
        }
        return try context(settings, configuration)
    }

    private static func context(
        _ settings: NIOSSL.TLSConfiguration, _ configuration: TLSConfiguration
    ) throws(MQTTClientError) -> NIOSSLContext {
        do {
            return try NIOSSLContext(configuration: settings)
        } catch NIOSSLError.failedToLoadPrivateKey {
            let certificate = configuration.certificateChainFile ?? ""
            throw .file(
                path: configuration.privateKeyFile ?? "", purpose: .privateKey,
                reason: "it is not the key of the certificate in '\(certificate)'"
                    + "; give the key with which the certificate was requested")
        } catch NIOSSLError.failedToLoadCertificate {
            throw .file(
                path: configuration.certificateChainFile ?? "", purpose: .certificateChain,
                reason: "its certificate is not usable for TLS, or the chain is in wrong order"
                    + "; the client's certificate must come first")
        } catch {
            throw .tls(server: "settings", .other(String(describing: error)))
        }
    }

    private static func certificates(
        _ path: String, _ purpose: MQTTClientError.FilePurpose
    ) throws(MQTTClientError) -> [NIOSSLCertificate] {
        let bytes = try read(path, purpose)
        do {
            let list = try NIOSSLCertificate.fromPEMBytes(bytes)
            if !list.isEmpty { return list }
        } catch {}  // the reason is the same for every kind of damage: named below
        throw .file(
            path: path, purpose: purpose,
            reason: "it holds no readable PEM certificate (-----BEGIN CERTIFICATE-----)")
    }

    private static func privateKey(
        _ path: String, passphrase: String?
    ) throws(MQTTClientError) -> NIOSSLPrivateKey {
        let bytes = try read(path, .privateKey)
        do {
            return try NIOSSLPrivateKey(bytes: bytes, format: .pem) { provide in
                provide(Array((passphrase ?? "").utf8))
            }
        } catch {
            throw .file(
                path: path, purpose: .privateKey,
                reason: passphrase == nil
                    ? "it holds no readable PEM private key, or it is encrypted: give a passphrase"
                    : "it holds no readable PEM private key, or the passphrase is wrong")
        }
    }

    private static func read(
        _ path: String, _ purpose: MQTTClientError.FilePurpose
    ) throws(MQTTClientError) -> [UInt8] {
        switch SystemFile.read(path) {
        case .success(let bytes): return bytes
        case .failure(let failure):
            throw .file(path: path, purpose: purpose, reason: failure.text)
        }
    }
}

extension TLSConfiguration.Version {
    /// NIOSSL's name of the version.
    var nio: NIOSSL.TLSVersion {
        switch self {
        case .v10: .tlsv1
        case .v11: .tlsv11
        case .v12: .tlsv12
        case .v13: .tlsv13
        }
    }
}
