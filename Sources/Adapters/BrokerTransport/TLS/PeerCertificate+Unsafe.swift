internal import COpenSSL

/// The names in the certificate that a peer proved to hold.
package struct PeerCertificate: Hashable, Sendable {
    /// The first common name; nil when there is none or it holds a zero byte.
    package let commonName: String?

    /// The whole subject as RFC 2253 writes it.
    package let subject: String

    /// Reads a certificate, an X509 that the caller keeps alive.
    init(_ certificate: OpaquePointer) {
        var count = 0
        // Proof: both calls return `count` bytes or nothing, and `take` frees them.
        subject = unsafe Self.take(copenssl_subject(certificate, &count), count) ?? ""
        let name = unsafe Self.take(copenssl_common_name(certificate, &count), count)
        // A zero byte would let "admin\0.example" pass for "admin" elsewhere.
        commonName = name.flatMap { $0.utf8.contains(0) ? nil : $0 }
    }

    /// Reads the first of several (a STACK_OF(X509)) that the caller keeps alive.
    init?(first shown: OpaquePointer) {
        // Proof: the stack lives during the call.
        guard let certificate = unsafe copenssl_first(shown) else { return nil }
        unsafe self.init(certificate)
    }

    private static func take(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> String? {
        guard let bytes = unsafe bytes else { return nil }
        // Proof: the callee allocated at least `count` bytes for us alone.
        defer { unsafe copenssl_free(bytes) }
        return unsafe String(
            decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}
