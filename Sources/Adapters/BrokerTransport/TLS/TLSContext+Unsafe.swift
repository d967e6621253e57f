package import BrokerCore
internal import COpenSSL
internal import Glibc

/// What the TLS sessions of one listener share: its certificate, key, trust and rules.
///
/// Unchecked, because SSL_CTX counts its references and locks itself, and nothing here changes
/// after `init` but what locks itself.
@safe package final class TLSContext: @unchecked Sendable {
    /// The SSL_CTX; owned.
    let context: OpaquePointer
    /// How sessions reach their sockets; owned, and outlives the sessions, which hold `self`.
    let socketMethod: OpaquePointer
    /// Whom clients' certificates are held against; nil when none is asked for.
    private(set) var trust: Trust?
    /// Sessions that may be resumed on this listener.
    let sessions = ResumableSessions()

    /// Seconds since 1970.
    let unixTime: @Sendable () -> Int64

    /// Loads every file of the settings.
    /// - Parameter unixTime: the time, in seconds since 1970, at which certificates are judged.
    package init(
        _ settings: TLSSettings, unixTime: @escaping @Sendable () -> Int64 = UnixTime.now
    ) throws(TLSFault) {
        self.unixTime = unixTime
        guard let method = unsafe copenssl_socket_method() else { throw .library(.take()) }
        guard let created = unsafe copenssl_server_context(OpenSSLLibrary.shared.context)
        else {
            unsafe BIO_meth_free(method)
            throw .library(.take())
        }
        // From here on deinit frees both, also when a file is refused.
        unsafe context = unsafe created
        unsafe socketMethod = unsafe method
        try setRules(settings)
        try loadIdentity(settings)
        try loadTrust(settings)
        unsafe HandshakeCallbacks.install(
            in: context, verifying: settings.requiresCertificate)
    }

    deinit {
        // Proof: every session holds this object, so no session is left.
        unsafe SSL_CTX_free(context)
        unsafe BIO_meth_free(socketMethod)
    }

    // Proof of each `unsafe` below: `context` is alive as long as this object; texts are lent,
    // ended with zero, for the call.

    private func setRules(_ settings: TLSSettings) throws(TLSFault) {
        let version = settings.minimumVersion == .tls13 ? TLS1_3_VERSION : TLS1_2_VERSION
        guard unsafe copenssl_set_minimum_version(context, version) == 1 else {
            throw .library(.take())
        }
        unsafe copenssl_set_lifetime(context, Int(ResumableSessions.lifetimeSeconds))
        guard unsafe copenssl_set_id_context(context) == 1 else { throw .library(.take()) }
        if let list = settings.cipherList, unsafe SSL_CTX_set_cipher_list(context, list) != 1 {
            _ = OpenSSLError.take()
            throw .cipherList(list)
        }
        if let list = settings.cipherSuites, unsafe SSL_CTX_set_ciphersuites(context, list) != 1 {
            _ = OpenSSLError.take()
            throw .cipherSuites(list)
        }
    }

    private func loadIdentity(_ settings: TLSSettings) throws(TLSFault) {
        let chain = try PEMText(.certificate, path: settings.certificateFile)
        try unsafe chain.load(into: context) { unsafe copenssl_use_chain($0, $1) }
        let key = try PEMText(.key, path: settings.keyFile)
        var isMismatch = false
        do throws(TLSFault) {
            try unsafe key.load(into: context) { context, text in
                let loading = unsafe copenssl_use_key(context, text)
                isMismatch = loading == COPENSSL_MISMATCH
                return loading
            }
        } catch {
            if isMismatch {
                throw .keyMismatch(key: settings.keyFile, certificate: settings.certificateFile)
            }
            throw error
        }
    }

    private func loadTrust(_ settings: TLSSettings) throws(TLSFault) {
        if let path = settings.certificateAuthorityFile {
            let authorities = try PEMText(.authorities, path: path)
            try unsafe authorities.load(into: context) { unsafe copenssl_trust($0, $1) }
        }
        if let path = settings.certificateAuthorityPath { try trustFolder(path) }
        unsafe copenssl_complete_chain(context)
        // Also where nobody is asked for a certificate: a list that cannot be read is a mistake.
        let trust = try unsafe Trust(of: context, settings, unixTime: unixTime)
        guard settings.requiresCertificate else { return }
        if settings.certificateAuthorityFile == nil && settings.certificateAuthorityPath == nil {
            throw .noAuthorities
        }
        self.trust = trust
    }

    /// Reads the revocation list again if its file has changed.
    package func refreshTrust() -> TrustChange? {
        unsafe trust?.refresh(of: context)
    }

    /// OpenSSL looks certificates up when clients come; here only the folder itself is tried.
    private func trustFolder(_ path: String) throws(TLSFault) {
        guard let folder = unsafe opendir(path) else {
            if errno == ENOENT { throw .missing(.authorityFolder, path: path) }
            throw .unreadable(.authorityFolder, path: path, SystemFault(code: errno))
        }
        _ = unsafe closedir(folder)
        guard unsafe SSL_CTX_load_verify_dir(context, path) == 1 else { throw .library(.take()) }
    }
}
