internal import COpenSSL

/// The certificates of a listener as it uses them, whatever has become of their files.
///
/// Proof of each `unsafe`: `context` is alive as long as this object, and what the shim allocated
/// for us alone is freed here.
extension TLSContext {
    /// What clients are shown, DER: the own certificate first, then its issuers.
    package var shownCertificates: [[UInt8]] {
        var count = 0
        return unsafe Self.take(copenssl_encode_shown(context, &count), count)
    }

    /// The authorities of `cafile`, DER; those of a folder are not among them.
    package var trustedCertificates: [[UInt8]] {
        var count = 0
        return unsafe Self.take(copenssl_encode_trusted(context, &count), count)
    }

    /// The kind of the key, such as `RSA`, `EC` and `ED25519`.
    package var keyKind: String {
        guard let certificate = unsafe SSL_CTX_get0_certificate(context),
            let key = unsafe X509_get0_pubkey(certificate),
            let name = unsafe EVP_PKEY_get0_type_name(key)
        else { return "" }
        return unsafe String(cString: name)
    }

    private static func take(_ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int) -> [[UInt8]] {
        guard let bytes = unsafe bytes else { return [] }
        defer { unsafe copenssl_free(bytes) }
        return EncodedCertificates.split(
            unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
    }
}
