internal import COpenSSL

/// The algorithms that this process's TLS listeners use.
///
/// Unchecked, because an OSSL_LIB_CTX locks itself; this one is never freed.
@safe final class OpenSSLLibrary: @unchecked Sendable {
    static let shared = OpenSSLLibrary()

    /// The OSSL_LIB_CTX; nil for OpenSSL's own.
    let context: OpaquePointer?

    private init() {
        // Proof: made once, because `shared` is.
        unsafe context = unsafe copenssl_library()
    }
}
