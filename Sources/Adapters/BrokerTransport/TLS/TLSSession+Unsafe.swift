internal import COpenSSL

/// The server's end of one TLS connection on a non-blocking socket that it does not own.
///
/// Used by one thread at a time; between two calls it may move to another thread.
@safe package final class TLSSession {
    private enum State {
        case handshaking
        case established
        /// Over; every further call comes to the same.
        case ended(TransferResult)
    }

    /// The SSL; owned, nil when memory ran out.
    let session: OpaquePointer?
    let context: TLSContext
    /// The certificate that the peer holds; it has proved so when the handshake is done.
    var verified: VerifiedCertificate?
    /// Why the peer's certificate was refused in the handshake.
    var refusal: CertificateRefusal?
    /// What was found for the client that wants to resume, until the handshake is done.
    var found: ResumableSession?
    /// What the peer said, until the handshake is done; kept when it fails.
    var notes: HandshakeNotes?
    private var state = State.handshaking
    /// An end that came while bytes before it were being handed out.
    private var postponed: TransferResult?

    /// A session that has yet to shake hands.
    package init(context: TLSContext, descriptor: FileDescriptor) {
        self.context = context
        // Proof: the method outlives the session, because `context` is held.
        unsafe session = unsafe copenssl_accepting_session(
            context.context, context.socketMethod, descriptor.rawValue)
        if let session = unsafe session {
            // Proof: callbacks read it during calls of this object's methods only.
            _ = unsafe SSL_set_ex_data(
                session, Self.place, Unmanaged.passUnretained(self).toOpaque())
            // SSL_set_max_cert_list: what a client shows is kept as long as its connection.
            _ = unsafe SSL_ctrl(
                session, SSL_CTRL_SET_MAX_CERT_LIST, HandshakeNotes.shownBytesMax, nil)
        }
    }

    deinit {
        // Proof: nobody else holds the SSL.
        if let session = unsafe session { unsafe SSL_free(session) }
    }

    /// Where the SSL keeps this object: the place of SSL_set_app_data.
    static let place: Int32 = 0

    // Proof of each `unsafe` below: the SSL is alive as long as this object, and buffers are alive
    // during the call that lends them.

    /// Whether the handshake is still under way.
    package var isHandshaking: Bool {
        if case .handshaking = state { true } else { false }
    }

    private var isEstablished: Bool {
        if case .established = state { true } else { false }
    }

    /// Whether a receive has something to hand out that no poller will announce.
    package var hasPendingBytes: Bool {
        if postponed != nil { return true }
        guard let session = unsafe session, isEstablished else { return false }
        return unsafe SSL_has_pending(session) == 1
    }

    /// Goes on with the handshake; `.bytes(0)` when it is done.
    package func handshake() -> TransferResult {
        if case .ended(let result) = state { return result }
        guard let session = unsafe session else { return .failed(.tls(.outOfMemory)) }
        let result = conclude(unsafe copenssl_handshake(session))
        if case .bytes = result {
            if isResumed { verified = found?.certificate }
            found = nil
            notes = nil
            state = .established
        }
        return result
    }

    /// Whether the handshake goes on with an earlier session.
    package var isResumed: Bool {
        guard let session = unsafe session else { return false }
        return unsafe SSL_session_reused(session) == 1
    }

    /// Fills the buffer with as many decrypted bytes as have arrived.
    package func receive(into buffer: UnsafeMutableRawBufferPointer) -> TransferResult {
        if let result = postponed {
            postponed = nil
            return result
        }
        if case .ended(let result) = state { return result }
        guard let session = unsafe session else { return .failed(.tls(.outOfMemory)) }
        var total = 0
        while total < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[total...])
            let result = conclude(unsafe copenssl_receive(session, rest.baseAddress, rest.count))
            guard case .bytes(let count) = result else {
                if total == 0 { return result }
                postpone(result)
                break
            }
            total += count
            // One record at a time; the rest of what was read ahead lies in the session.
            if unsafe SSL_has_pending(session) == 0 { break }
        }
        return .bytes(total)
    }

    /// Encrypts and sends as many of the bytes as the kernel takes.
    package func send(_ bytes: UnsafeRawBufferPointer) -> TransferResult {
        if case .ended(let result) = state { return result }
        guard let session = unsafe session else { return .failed(.tls(.outOfMemory)) }
        if bytes.count == 0 { return .bytes(0) }
        var total = 0
        while total < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[total...])
            let result = conclude(unsafe copenssl_send(session, rest.baseAddress, rest.count))
            guard case .bytes(let count) = result else {
                // Whatever stopped it now stops the next call again.
                return total == 0 ? result : .bytes(total)
            }
            total += count
        }
        return .bytes(total)
    }

    /// Tells the peer that nothing more comes, where that can still be said.
    package func shutdown() {
        guard let session = unsafe session, isEstablished else { return }
        unsafe copenssl_shutdown(session)
        state = .ended(.endOfStream)
    }

    /// The version agreed on, such as `TLSv1.3`.
    package var version: String {
        guard let session = unsafe session else { return "" }
        return unsafe String(cString: SSL_get_version(session))
    }

    /// The cipher suite agreed on, as OpenSSL names it.
    package var cipher: String {
        guard let session = unsafe session,
            let cipher = unsafe SSL_get_current_cipher(session),
            let name = unsafe SSL_CIPHER_get_name(cipher)
        else { return "" }
        return unsafe String(cString: name)
    }

    /// The certificate that the peer proved to hold; nil when it was not asked or showed none.
    package var peerCertificate: PeerCertificate? { isHandshaking ? nil : verified?.names }

    /// What is held by now against the certificate that was good in the handshake: its time may
    /// have passed, or its authority may have taken it back.
    package func presentRefusal() -> CertificateRefusal? {
        guard let verified, let trust = context.trust else { return nil }
        return trust.refusal(of: verified)
    }

    private func postpone(_ result: TransferResult) {
        switch result {
        case .endOfStream, .failed: postponed = result
        case .bytes, .wantsRead, .wantsWrite: break
        }
    }

    private func conclude(_ outcome: copenssl_outcome) -> TransferResult {
        switch outcome.status {
        case SSL_ERROR_NONE: return .bytes(outcome.count)
        case SSL_ERROR_WANT_READ: return .wantsRead
        case SSL_ERROR_WANT_WRITE: return .wantsWrite
        // The peer said goodbye in its direction only.
        case SSL_ERROR_ZERO_RETURN where isEstablished: return .endOfStream
        default:
            let result = ending(outcome)
            state = .ended(result)
            return result
        }
    }

    private func ending(_ outcome: copenssl_outcome) -> TransferResult {
        let error = OpenSSLError(code: outcome.error)
        switch outcome.status {
        case SSL_ERROR_SYSCALL where outcome.system_error != 0:
            return .failed(.system(SystemFault(code: outcome.system_error)))
        case SSL_ERROR_SSL where error.reasonCode != SSL_R_UNEXPECTED_EOF_WHILE_READING:
            if isHandshaking, let refusal {
                return .failed(.tls(.certificateRefused(refusal, error)))
            }
            if isHandshaking, let fault = context.signer?.takeFault() {
                return .failed(.tls(.tokenFailed(fault)))
            }
            return .failed(.tls(TLSSessionFault(error)))
        default:
            // The stream's end without goodbye is none of TLS's business: MQTT has its own.
            return isHandshaking ? .failed(.tls(.closedDuringHandshake)) : .endOfStream
        }
    }
}
