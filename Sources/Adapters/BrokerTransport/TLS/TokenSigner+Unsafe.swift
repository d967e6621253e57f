internal import COpenSSL
internal import Glibc
internal import Synchronization
internal import TokenKeys

/// A listener's key in a token, as OpenSSL asks it for signatures.
///
/// It asks on the shard's own thread, in the midst of a handshake: while the token works, that
/// shard does nothing else. A listener with such a key shakes hands as fast as its token signs.
final class TokenSigner: Sendable {
    private let key: TokenKey
    /// Why the last signature of a thread failed; OpenSSL's errors have no room for it.
    ///
    /// Shards share the signer, and each asks during one session's call: what a thread finds is
    /// of the session that it serves.
    private let faults = Mutex<[pthread_t: TokenFault]>([:])

    /// Finds the key; blocks while the token answers.
    init(address: String) throws(TokenFault) {
        key = try TokenKey.shared(at: address)
    }

    /// Why this thread's last signature failed, to be told once.
    func takeFault() -> TokenFault? {
        faults.withLock { $0.removeValue(forKey: pthread_self()) }
    }

    /// Makes OpenSSL ask this signer whenever the context proves its certificate.
    ///
    /// The caller keeps the signer for as long as the context.
    func install(in context: OpaquePointer) -> copenssl_loading {
        guard Self.isProviderLoaded else { return COPENSSL_REFUSED }
        // Proof: the callback is handed the owner that is given here, which the caller keeps.
        let signer = unsafe copenssl_signer(
            owner: Unmanaged.passUnretained(self).toOpaque(), sign: tokenSign)
        return unsafe copenssl_use_token(context, OpenSSLLibrary.shared.context, signer)
    }

    private static let isProviderLoaded =
        unsafe copenssl_load_token_provider(OpenSSLLibrary.shared.context) == 1

    /// The signature, or nil with the reason kept.
    fileprivate func sign(_ digest: [UInt8], _ signing: copenssl_signing) -> [UInt8]? {
        do throws(TokenFault) {
            let signature = try key.sign(digest, as: try Self.signature(signing, digest))
            faults.withLock { $0[pthread_self()] = nil }
            return signature
        } catch {
            faults.withLock { $0[pthread_self()] = error }
            return nil
        }
    }

    private static func signature(
        _ signing: copenssl_signing, _ digest: [UInt8]
    ) throws(TokenFault) -> TokenSignature {
        if signing == COPENSSL_ECDSA { return .ecdsa }
        let hashes: [TokenSignature.Digest] = [.sha256, .sha384, .sha512]
        let isPSS = signing == COPENSSL_RSA_PSS
        guard let hash = hashes.first(where: { $0.byteCount == digest.count }) else {
            throw .signature(isPSS ? .rsaPSS(.sha256) : .rsaPKCS1(.sha256))
        }
        return isPSS ? .rsaPSS(hash) : .rsaPKCS1(hash)
    }
}

/// OpenSSL's question. Proof: `owner` is the signer of `install`, alive as long as its context;
/// the digest and the room for the signature are as long as their counts say.
private let tokenSign:
    @convention(c) (
        UnsafeMutableRawPointer?, copenssl_signing, UnsafePointer<UInt8>?, Int,
        UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>?
    ) -> Int32 = { owner, signing, digest, digestCount, signature, count in
        guard let owner = unsafe owner, let digest = unsafe digest,
            let signature = unsafe signature, let count = unsafe count
        else { return 0 }
        let signer = unsafe Unmanaged<TokenSigner>.fromOpaque(owner).takeUnretainedValue()
        let bytes = unsafe Array(UnsafeBufferPointer(start: digest, count: digestCount))
        guard let made = signer.sign(bytes, signing), unsafe made.count <= count.pointee else {
            return 0
        }
        for (place, byte) in made.enumerated() { unsafe signature[place] = byte }
        unsafe count.pointee = made.count
        return 1
    }
