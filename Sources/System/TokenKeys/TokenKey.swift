internal import Dispatch
internal import Synchronization

/// A private key that never leaves its token; what the process holds is a way to have it sign.
///
/// Tokens do one thing at a time, so whoever signs waits for those before. A session that is lost,
/// because the token was pulled out or somebody closed it, is opened again once per signature.
package final class TokenKey: Sendable {
    /// Where the key is.
    package let uri: TokenURI
    /// The token's label.
    package let tokenLabel: String
    /// What the key's signatures are.
    package let kind: TokenKeyKind
    /// The public half, nil where the token does not show it.
    package let publicKey: TokenPublicKey?
    /// Held while the token works: that is the queue of those who want a signature.
    private let session: Mutex<TokenSession?>
    private let queue = DispatchQueue(label: "apus.token")

    /// Finds the key; blocks while the token answers.
    package init(_ uri: TokenURI) throws(TokenFault) {
        let session = try TokenSession(uri)
        self.uri = uri
        tokenLabel = session.token.label
        kind = session.kind
        publicKey = session.publicKey
        self.session = Mutex(session)
    }

    /// The public half, which a token shows as a rule.
    package func requirePublicKey() throws(TokenFault) -> TokenPublicKey {
        guard let publicKey else { throw .publicKeyMissing(uri) }
        return publicKey
    }

    /// Every way in which the key can sign, the best first.
    package var signatures: [TokenSignature] {
        switch kind {
        case .elliptic: [.ecdsa]
        case .rsa(let hasPSS):
            (hasPSS ? [.rsaPSS(.sha256), .rsaPSS(.sha384), .rsaPSS(.sha512)] : [])
                + [.rsaPKCS1(.sha256), .rsaPKCS1(.sha384), .rsaPKCS1(.sha512)]
        }
    }

    /// Signs a digest; blocks while the token works and while others wait before.
    package func sign(
        _ digest: [UInt8], as signature: TokenSignature
    ) throws(TokenFault) -> [UInt8] {
        let bytes = try prepared(digest, for: signature)
        let answer = try session.withLock { session throws(TokenFault) in
            do throws(TokenFault) {
                return try opened(&session).sign(bytes, as: signature)
            } catch {
                guard error.isLostSession else { throw error }
                session = nil
                return try opened(&session).sign(bytes, as: signature)
            }
        }
        guard case .elliptic(let curve) = kind else { return answer }
        guard answer.count == 2 * curve.byteCount, let encoded = DERBytes.signature(raw: answer)
        else { throw .signatureMalformed(byteCount: answer.count) }
        return encoded
    }

    /// Signs a digest without blocking the caller; `whenDone` runs on the key's own thread.
    package func sign(
        _ digest: [UInt8], as signature: TokenSignature,
        whenDone: @escaping @Sendable (Result<[UInt8], TokenFault>) -> Void
    ) {
        queue.async {
            whenDone(
                Result { () throws(TokenFault) in try self.sign(digest, as: signature) })
        }
    }

    /// The session in hand, or a new one to the same key.
    private func opened(_ session: inout TokenSession?) throws(TokenFault) -> TokenSession {
        if let session { return session }
        let fresh = try TokenSession(uri)
        guard fresh.kind == kind, fresh.publicKey == publicKey else { throw .keyReplaced(uri) }
        session = fresh
        return fresh
    }

    /// The digest in the form that the token signs.
    private func prepared(
        _ digest: [UInt8], for signature: TokenSignature
    ) throws(TokenFault) -> [UInt8] {
        switch (kind, signature) {
        case (.elliptic(let curve), .ecdsa):
            // The leftmost bits count (FIPS 186-5 section 6.4.1); tokens differ in who cuts.
            return Array(digest.prefix(curve.byteCount))
        case (.rsa, .rsaPKCS1(let kind)) where digest.count == kind.byteCount:
            return kind.prefix + digest
        case (.rsa(hasPSS: true), .rsaPSS(let kind)) where digest.count == kind.byteCount:
            return digest
        default: throw .signature(signature)
        }
    }
}
