package import BrokerCore
internal import COpenSSL
internal import Glibc
internal import TokenKeys

/// What the TLS sessions of one listener share: its certificate, key, trust and rules.
///
/// Unchecked, because SSL_CTX counts its references and locks itself, and nothing here changes
/// after `init` but what locks itself, and `renewed` before anybody else has the context.
@safe package final class TLSContext: @unchecked Sendable {
    /// The SSL_CTX; owned.
    let context: OpaquePointer
    /// How sessions reach their sockets; lives as long as the process.
    let socketMethod: OpaquePointer
    /// Whom clients' certificates are held against, by this context and all that follow it; nil
    /// when none is asked for.
    private(set) var trust: Trust?
    /// Who signs for this listener when its key is in a token.
    private(set) var signer: TokenSigner?
    /// Sessions that may be resumed on this listener.
    let sessions: ResumableSessions
    /// What `trust` is to be from now on; nil when it is so already.
    private var renewed: Trust.Basis?
    /// Whose certificate and key these are, where the files could not be read again.
    private let identityOwner: TLSContext?

    /// Seconds since 1970.
    let unixTime: @Sendable () -> Int64

    /// What of a listener's files is read for itself.
    enum Part: CaseIterable, Sendable {
        case identity
        case authorities
        case revocations
    }

    /// Loads every file of the settings.
    /// - Parameter unixTime: the time, in seconds since 1970, at which certificates are judged.
    package convenience init(
        _ settings: TLSSettings, unixTime: @escaping @Sendable () -> Int64 = UnixTime.now
    ) throws(TLSFault) {
        try self.init(
            settings, unixTime: unixTime, stamp: FileStamp(ofListIn: settings), succeeding: nil,
            keeping: [])
    }

    /// Loads the files of the settings, but for the parts that stay as they were in the context
    /// that this one follows. Sessions of that one may be resumed.
    /// - Parameter stamp: of the revocation list, from before anybody tried to read it.
    init(
        _ settings: TLSSettings, unixTime: @escaping @Sendable () -> Int64, stamp: FileStamp?,
        succeeding former: TLSContext?, keeping kept: Set<Part>
    ) throws(TLSFault) {
        self.unixTime = unixTime
        let lender = kept.contains(.identity) ? former : nil
        identityOwner = lender?.identityOwner ?? lender
        sessions = former?.sessions ?? ResumableSessions()
        guard let method = unsafe SocketMethod.shared.method else { throw .library(.take()) }
        guard let created = unsafe copenssl_server_context(OpenSSLLibrary.shared.context)
        else { throw .library(.take()) }
        // From here on deinit frees it, also when a file is refused.
        unsafe context = unsafe created
        unsafe socketMethod = unsafe method
        try setRules(settings)
        if let identityOwner {
            guard unsafe copenssl_copy_identity(context, identityOwner.context) == 1
            else { throw .library(.take()) }
            signer = identityOwner.signer
        } else {
            try loadIdentity(settings)
        }
        try loadTrust(settings, stamp, former: former, kept)
        unsafe HandshakeCallbacks.install(
            in: context, verifying: settings.requiresCertificate)
    }

    deinit {
        // Proof: every session holds this object, so no session is left.
        unsafe SSL_CTX_free(context)
    }

    /// Clients are held against the authorities and lists of this context from now on, also those
    /// whose handshake was made with one before it; false when newer lists came in between.
    func takeForce() -> Bool {
        if let renewed, trust?.replace(with: renewed) == false { return false }
        renewed = nil
        return true
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
        if TokenURI.isMeant(by: settings.keyFile) { return try loadToken(settings) }
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

    /// A key in a token takes the place of the key file, and proves at once whose it is.
    private func loadToken(_ settings: TLSSettings) throws(TLSFault) {
        let address = TokenURI.redacted(settings.keyFile)
        let signer: TokenSigner
        do throws(TokenFault) {
            signer = try TokenSigner(address: settings.keyFile)
        } catch {
            throw .token(address: address, error)
        }
        self.signer = signer
        let loading = unsafe signer.install(in: context)
        let error = OpenSSLError.take()
        switch (loading, signer.takeFault()) {
        case (COPENSSL_LOADED, _): return
        // The certificate is of a kind of key that the token's is not.
        case (COPENSSL_MISMATCH, _), (_, .signature):
            throw .keyMismatch(key: address, certificate: settings.certificateFile)
        case (_, .some(let fault)): throw .token(address: address, fault)
        case (_, nil): throw .refused(.key, path: address, error)
        }
    }

    private func loadTrust(
        _ settings: TLSSettings, _ stamp: FileStamp?, former: TLSContext?, _ kept: Set<Part>
    ) throws(TLSFault) {
        if let former, kept.contains(.authorities) {
            guard unsafe copenssl_copy_authorities(context, former.context) == 1
            else { throw .library(.take()) }
        } else {
            try loadAuthorities(settings)
        }
        unsafe copenssl_complete_chain(context)
        if !settings.requiresCertificate && kept.contains(.revocations) { return }
        // Also where nobody is asked for a certificate: a list that cannot be read is a mistake.
        let basis = try unsafe Trust.Basis(
            of: context, settings, stamp: stamp, succeeding: former?.trust?.basis, keeping: kept)
        guard settings.requiresCertificate else { return }
        if settings.certificateAuthorityFile == nil && settings.certificateAuthorityPath == nil {
            throw .noAuthorities
        }
        if let trust = former?.trust {
            self.trust = trust
            renewed = basis
        } else {
            trust = Trust(basis, unixTime: unixTime)
        }
    }

    private func loadAuthorities(_ settings: TLSSettings) throws(TLSFault) {
        if let path = settings.certificateAuthorityFile {
            let authorities = try PEMText(.authorities, path: path)
            try unsafe authorities.load(into: context) { unsafe copenssl_trust($0, $1) }
        }
        if let path = settings.certificateAuthorityPath { try trustFolder(path) }
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
