internal import COpenSSL

/// What a handshake decides: whose certificate counts, and which sessions may be resumed.
///
/// Proof of each `unsafe`: HandshakeCallbacks hands over what OpenSSL lends for the call.
extension TLSSession {
    /// Judges the certificates of a verification (an X509_STORE_CTX): 1 when they are good.
    func judge(_ verification: OpaquePointer) -> Int32 {
        guard let trust = context.trust,
            let shown = unsafe X509_STORE_CTX_get0_untrusted(verification)
        else { return 0 }
        var count = 0
        guard let bytes = unsafe copenssl_encode(shown, &count) else { return 0 }
        defer { unsafe copenssl_free(bytes) }
        let encoded = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        switch unsafe trust.judge(shown: shown, encoded: encoded) {
        case .success(let certificate):
            verified = certificate
            unsafe X509_STORE_CTX_set_error(verification, X509_V_OK)
            return 1
        case .failure(let refusal):
            self.refusal = refusal
            // The alert says what the error says.
            unsafe X509_STORE_CTX_set_error(verification, refusal.code)
            return 0
        }
    }

    /// Keeps a session (an SSL_SESSION) that the client is told it may resume.
    func keep(_ session: OpaquePointer) {
        var count: UInt32 = 0
        let start = unsafe SSL_SESSION_get_id(session, &count)
        let octets = unsafe UnsafeRawBufferPointer(start: start, count: Int(count))
        guard let identifier = unsafe Fingerprint(octets: octets),
            let secret = unsafe secret(of: session)
        else { return }
        // Who resumes is who proved to be somebody then, and until then.
        let origin = isResumed ? found : nil
        let certificate = isResumed ? origin?.certificate : verified
        if context.trust != nil, certificate == nil { return }
        context.sessions.keep(
            ResumableSession(
                secret: secret, certificate: certificate,
                expires: origin?.expires ?? context.unixTime() + ResumableSessions.lifetimeSeconds),
            as: identifier)
    }

    /// The session (an SSL_SESSION, handed over) of that identifier, if its client is still
    /// trusted.
    func find(_ octets: UnsafeRawBufferPointer) -> OpaquePointer? {
        let now = context.unixTime()
        guard let ssl = unsafe session, let identifier = unsafe Fingerprint(octets: octets),
            let kept = context.sessions.find(identifier, at: now)
        else { return nil }
        if let trust = context.trust {
            // Without this the client shakes hands in full, and hears why it is refused.
            guard let certificate = kept.certificate, trust.refusal(of: certificate) == nil
            else { return nil }
        }
        found = kept
        switch kept.secret {
        case .key(let bytes, let cipher):
            return unsafe copenssl_session(
                ssl, bytes, bytes.count, cipher, Int(kept.expires - now))
        case .encoded(let bytes):
            return unsafe bytes.withUnsafeBufferPointer { bytes in
                var start = bytes.baseAddress
                return unsafe d2i_SSL_SESSION(nil, &start, bytes.count)
            }
        }
    }

    private func secret(of session: OpaquePointer) -> ResumableSession.Secret? {
        if unsafe SSL_SESSION_get_protocol_version(session) == TLS1_3_VERSION {
            guard let cipher = unsafe SSL_SESSION_get0_cipher(session) else { return nil }
            let key = unsafe [UInt8](unsafeUninitializedCapacity: 48) { bytes, count in
                count = unsafe SSL_SESSION_get_master_key(session, bytes.baseAddress, bytes.count)
            }
            return .key(key, cipher: unsafe SSL_CIPHER_get_protocol_id(cipher))
        }
        let count = unsafe Int(i2d_SSL_SESSION(session, nil))
        if count <= 0 { return nil }
        let encoded = unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, used in
            var end = bytes.baseAddress
            used = unsafe Int(max(0, i2d_SSL_SESSION(session, &end)))
        }
        return .encoded(encoded)
    }
}
