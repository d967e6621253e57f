internal import COpenSSL

/// How TLS sessions reach their sockets: one for the process, because OpenSSL gives out 128 of its
/// kind and takes none back, and a listener's certificate may be renewed more often.
///
/// Unchecked, because nothing in a BIO_METHOD changes after it is made; this one is never freed.
@safe final class SocketMethod: @unchecked Sendable {
    static let shared = SocketMethod()

    /// The BIO_METHOD; nil when memory ran out.
    let method: OpaquePointer?

    private init() {
        // Proof: made once, because `shared` is.
        unsafe method = unsafe copenssl_socket_method()
    }
}
