internal import COpenSSL

/// What OpenSSL asks during a handshake, brought to the session that shakes hands.
///
/// Proof of each `unsafe`: OpenSSL calls these from within a call on the session's SSL, so that all
/// it hands over and the session itself are alive.
enum HandshakeCallbacks {
    /// - Parameter verifying: whether clients must show a certificate.
    static func install(in context: OpaquePointer, verifying: Bool) {
        unsafe SSL_CTX_sess_set_new_cb(context) { ssl, session in
            guard let ssl = unsafe ssl, let session = unsafe session else { return 0 }
            unsafe HandshakeCallbacks.session(of: ssl)?.keep(session)
            return 0  // no reference is kept
        }
        unsafe SSL_CTX_sess_set_get_cb(context) { ssl, identifier, count, copies in
            unsafe copies?.pointee = 0  // the reference is handed over
            guard let ssl = unsafe ssl, let identifier = unsafe identifier else { return nil }
            let octets = unsafe UnsafeRawBufferPointer(start: identifier, count: Int(count))
            return unsafe HandshakeCallbacks.session(of: ssl)?.find(octets)
        }
        unsafe SSL_CTX_set_msg_callback(context) { isSent, _, kind, start, count, ssl, _ in
            guard isSent == 0, let start = unsafe start, let ssl = unsafe ssl else { return }
            let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
            unsafe HandshakeCallbacks.session(of: ssl)?.note(kind, bytes)
        }
        if !verifying { return }
        unsafe SSL_CTX_set_verify(
            context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        unsafe SSL_CTX_set_cert_verify_callback(
            context,
            { verification, _ in
                guard let verification = unsafe verification,
                    let ssl = unsafe X509_STORE_CTX_get_ex_data(
                        verification, SSL_get_ex_data_X509_STORE_CTX_idx()),
                    let session = unsafe HandshakeCallbacks.session(of: OpaquePointer(ssl))
                else { return 0 }
                return unsafe session.judge(verification)
            }, nil)
    }

    private static func session(of ssl: OpaquePointer) -> TLSSession? {
        unsafe SSL_get_ex_data(ssl, TLSSession.place).map {
            unsafe Unmanaged<TLSSession>.fromOpaque($0).takeUnretainedValue()
        }
    }
}
