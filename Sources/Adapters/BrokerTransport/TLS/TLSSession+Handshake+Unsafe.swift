internal import COpenSSL

/// What a handshake decides: whose certificate counts, and which sessions may be resumed.
///
/// Proof of each `unsafe`: HandshakeCallbacks hands over what OpenSSL lends for the call.
extension TLSSession {
    /// Notes how the peer begins; what comes behind its ClientHello is not announced any more.
    func note(_ kind: Int32, _ bytes: UnsafeRawBufferPointer) {
        if kind == SSL3_RT_HEADER {
            if notes != nil { return }
            notes = HandshakeNotes(head: unsafe bytes.prefix(5).reduce(0) { $0 << 8 | UInt64($1) })
        } else if kind == SSL3_RT_HANDSHAKE, unsafe bytes.first == UInt8(SSL3_MT_CLIENT_HELLO) {
            notes?.hello = unsafe Array(bytes.prefix(HandshakeNotes.helloBytesMax))
            unsafe SSL_set_msg_callback(session, nil)
        }
    }

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
            notes?.shown = unsafe Array(encoded.prefix(HandshakeNotes.shownBytesMax))
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
        guard let identifier = unsafe Fingerprint(octets: octets) else { return }
        // Who resumes is who proved to be somebody then, and until then.
        let origin = isResumed ? found : nil
        let certificate = isResumed ? origin?.certificate : verified
        if context.trust != nil, certificate?.mayBeRemembered != true { return }
        guard let encoded = unsafe encoded(session) else { return }
        let now = context.unixTime()
        context.sessions.keep(
            ResumableSession(
                encoded: encoded, certificate: certificate,
                expires: origin?.expires ?? now + ResumableSessions.lifetimeSeconds),
            as: identifier, at: now)
    }

    private func encoded(_ session: OpaquePointer) -> [UInt8]? {
        var count = 0
        guard let bytes = unsafe copenssl_encode_session(session, &count) else { return nil }
        defer { unsafe copenssl_clear_free(bytes, count) }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// The session (an SSL_SESSION, handed over) of that identifier, if its client is still
    /// trusted.
    func find(_ octets: UnsafeRawBufferPointer) -> OpaquePointer? {
        let now = context.unixTime()
        guard let identifier = unsafe Fingerprint(octets: octets),
            let kept = context.sessions.find(identifier, at: now)
        else { return nil }
        if let trust = context.trust {
            // Without this the client shakes hands in full, and hears why it is refused.
            guard let certificate = kept.certificate, trust.refusal(of: certificate) == nil
            else { return nil }
        }
        found = kept
        return unsafe copenssl_decode_session(
            kept.encoded, kept.encoded.count, Int(kept.expires - now))
    }
}
