internal import COpenSSL

/// Authorities and their revocation lists at one time.
///
/// Unchecked, because an X509_STORE locks itself, and nothing here changes after `init`.
@safe final class TrustStore: @unchecked Sendable {
    /// When a list has to be renewed, in seconds since 1970.
    let listsValidUntil: Int64
    /// Whether certificates are checked against lists at all.
    private let hasLists: Bool
    /// The X509_STORE; owned.
    private let store: OpaquePointer
    private let flags: UInt
    private let securityLevel: Int32

    /// What a chain of certificates came to.
    enum Verdict {
        case good(Validity)
        case refused(CertificateRefusal)
    }

    /// How long a verdict lasts, in seconds since 1970.
    struct Validity {
        /// When every certificate of the chain and every list is valid.
        let ofAll: Range<Int64>
        /// When the first certificate of the chain expires.
        let certificatesUntil: Int64
    }

    /// Trusts whom the context trusts, and checks against the lists of the file, or against those
    /// of another store.
    init(
        of context: OpaquePointer, folder: String?, revocationListFile: String?,
        keepingListsOf kept: TrustStore?
    ) throws(TLSFault) {
        // Proof: the context lives during the call; each owner frees the store once.
        guard let store = unsafe copenssl_new_store(context) else { throw .library(.take()) }
        unsafe self.store = unsafe store
        flags = unsafe UInt(copenssl_verify_flags(context))
        securityLevel = unsafe SSL_CTX_get_security_level(context)
        do throws(TLSFault) {
            let file = kept == nil ? revocationListFile : nil
            var until = try unsafe Self.fill(store, folder, file)
            // Without a list to check against, the check itself would refuse everybody.
            hasLists = revocationListFile != nil && kept?.hasLists != false
            if let kept, hasLists {
                guard unsafe copenssl_copy_revocations(store, kept.store) == 1
                else { throw TLSFault.library(.take()) }
                until = kept.listsValidUntil
            }
            listsValidUntil = until
        } catch {
            unsafe X509_STORE_free(store)
            throw error
        }
    }

    deinit {
        // Proof: nobody else holds the store.
        unsafe X509_STORE_free(store)
    }

    // Proof of each `unsafe` below: the store is alive as long as this object, and what is lent is
    // alive during the call.

    private static func fill(
        _ store: OpaquePointer, _ folder: String?, _ revocationListFile: String?
    ) throws(TLSFault) -> Int64 {
        if let folder, unsafe X509_STORE_load_path(store, folder) != 1 { throw .library(.take()) }
        var until = Int64.max
        if let revocationListFile {
            let lists = try PEMText(.revocationList, path: revocationListFile)
            try unsafe lists.load(into: store) { unsafe copenssl_use_revocations($0, $1, &until) }
        }
        return until
    }

    /// Judges certificates that a client shows, a STACK_OF(X509).
    func verify(shown: OpaquePointer, at second: Int64) -> Verdict {
        unsafe verdict(copenssl_verify(store, shown, flags, securityLevel, second))
    }

    /// Judges certificates that a client once showed; without a time, whatever their dates and
    /// those of the lists.
    func verify(encoded: [UInt8], at second: Int64?) -> Verdict {
        unsafe verdict(
            copenssl_verify_encoded(
                store, encoded, encoded.count, flags, securityLevel,
                second ?? Int64.min))  // COPENSSL_ANY_TIME
    }

    private func verdict(_ verdict: copenssl_verdict) -> Verdict {
        defer { unsafe X509_free(verdict.certificate) }
        guard unsafe verdict.error == X509_V_OK else {
            return .refused(
                CertificateRefusal(
                    code: unsafe verdict.error, depth: unsafe verdict.depth,
                    subject: unsafe verdict.certificate.map {
                        unsafe PeerCertificate($0).subject
                    } ?? ""))
        }
        let from = unsafe verdict.valid_from
        let until = unsafe min(verdict.valid_until, listsValidUntil)
        // A certificate whose time cannot be read has no time at all.
        return .good(
            Validity(
                ofAll: from..<max(from, until), certificatesUntil: unsafe verdict.valid_until))
    }
}
