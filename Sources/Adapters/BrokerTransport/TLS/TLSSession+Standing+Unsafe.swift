package import BrokerCore
internal import COpenSSL

/// What is asked of a client's certificate after the handshake.
extension TLSSession {
    /// What is held by now against the certificate of a client that was let in.
    package func lapse() -> CertificateRefusal? {
        guard let verified, let trust = context.trust else { return nil }
        return trust.lapse(of: verified)
    }

    /// When the certificate, or an authority's above it, expires, in seconds since 1970; nil
    /// without one.
    var certificateExpires: Int64? { verified?.expires }

    /// The certificate as the log names it; nil without one.
    package var shownCertificate: ShownCertificate? {
        guard let verified, let fingerprint = certificateFingerprint else { return nil }
        return ShownCertificate(subject: verified.names.subject, fingerprint: fingerprint.text)
    }

    /// What tells the certificate from all others; nil without one.
    var certificateFingerprint: Fingerprint? {
        // Proof: the bytes are alive during the call.
        verified.map { unsafe $0.own.withUnsafeBytes { unsafe Fingerprint(hashing: $0) } }
    }

    /// What stands for the certificate's public key; nil without one. Other than a fingerprint of
    /// the whole, its owner cannot change it: ECDSA knows two signatures where one was made.
    var certificateKey: Fingerprint? {
        guard let verified else { return nil }
        // Proof: OpenSSL reads the bytes lent, and the certificate is ours and freed once.
        let certificate = unsafe verified.own.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return unsafe d2i_X509(nil, &start, bytes.count)
        }
        guard let certificate = unsafe certificate else { return nil }
        defer { unsafe X509_free(certificate) }
        var digest = [UInt8](repeating: 0, count: 64)  // EVP_MAX_MD_SIZE
        var count: UInt32 = 0
        guard unsafe X509_pubkey_digest(certificate, EVP_sha256(), &digest, &count) == 1 else {
            return nil
        }
        return unsafe digest.prefix(Int(count)).withUnsafeBytes {
            unsafe Fingerprint(octets: $0)
        }
    }

    /// The first alternative name of that kind in the certificate; nil without one, or when it is
    /// no UTF-8.
    package func alternativeName(_ kind: AlternativeName) -> String? {
        guard let verified else { return nil }
        let type =
            switch kind {
            case .dns: GEN_DNS
            case .email: GEN_EMAIL
            case .uri: GEN_URI
            }
        var count = 0
        // Proof: OpenSSL reads the bytes lent, and what it answers has `count` bytes and is ours.
        let name = unsafe verified.own.withUnsafeBufferPointer { bytes in
            unsafe copenssl_alternative_name(bytes.baseAddress, bytes.count, type, &count)
        }
        guard let name = unsafe name else { return nil }
        defer { unsafe copenssl_free(name) }
        let bytes = unsafe UnsafeRawBufferPointer(start: name, count: count)
        return unsafe String(validating: bytes, as: UTF8.self)
    }
}
