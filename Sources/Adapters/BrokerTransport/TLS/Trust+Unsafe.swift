internal import BrokerCore
import Synchronization

/// Whom one listener trusts to vouch for its clients, now and after its files are read again.
final class Trust: Sendable {
    /// Authorities and lists as they were read together.
    struct Basis: Sendable {
        fileprivate var store: TrustStore
        fileprivate let folder: String?
        fileprivate let revocationListFile: String?
        /// What the file of the lists looked like when it was last read, well or not.
        fileprivate var stamp: FileStamp?
        /// Whose lists these are, where the file could not be read.
        fileprivate var lender: TrustStore?

        /// Reads the revocation list of the settings, but for the parts that stay as they were in
        /// another basis.
        /// - Parameter stamp: what the list's file looked like before anybody tried to read it, so
        ///   that a list that is renewed meanwhile is read again.
        init(
            of context: OpaquePointer, _ settings: TLSSettings, stamp: FileStamp?,
            succeeding former: Basis?, keeping kept: Set<TLSContext.Part>
        ) throws(TLSFault) {
            folder =
                kept.contains(.authorities) ? former?.folder : settings.certificateAuthorityPath
            revocationListFile = settings.revocationListFile
            self.stamp = stamp
            lender = kept.contains(.revocations) ? former?.store : nil
            // Proof: the context lives during the call.
            store = try unsafe TrustStore(
                of: context, folder: folder, revocationListFile: revocationListFile,
                keepingListsOf: lender)
        }
    }

    private struct Current {
        var basis: Basis
        /// Counts the renewals.
        var generation: UInt64 = 0
        /// Whether somebody reads the list again; the others go on meanwhile.
        var isBeingRead = false
    }

    private let current: Mutex<Current>
    private let found = Mutex(FixedTable<Fingerprint, VerifiedCertificate>(countMax: 8_192))
    let unixTime: @Sendable () -> Int64

    /// Trust that begins with these authorities and lists.
    init(_ basis: Basis, unixTime: @escaping @Sendable () -> Int64) {
        self.unixTime = unixTime
        current = Mutex(Current(basis: basis))
    }

    /// The authorities and lists that count now, as they were read.
    var basis: Basis { current.withLock { $0.basis } }

    /// Other authorities and lists count from now on; false when they have their lists from a
    /// store that counts no longer.
    func replace(with basis: Basis) -> Bool {
        current.withLock { current in
            if let lender = basis.lender, lender !== current.basis.store { return false }
            current.basis = basis
            current.basis.lender = nil
            current.generation += 1
            return true
        }
    }

    /// Reads the revocation list again if its file has changed. Whoever asks meanwhile neither
    /// waits nor reads it too.
    func refresh(of context: OpaquePointer) -> TrustChange? {
        let begun = current.withLock { current -> (path: String, Basis, UInt64)? in
            guard !current.isBeingRead, let path = current.basis.revocationListFile else {
                return nil
            }
            let stamp = FileStamp(path: path)
            if stamp == current.basis.stamp { return nil }
            current.basis.stamp = stamp
            current.isBeingRead = true
            return (path, current.basis, current.generation)
        }
        guard let (path, basis, generation) = begun else { return nil }
        defer { current.withLock { $0.isBeingRead = false } }
        do throws(TLSFault) {
            // Proof: the context lives during the call.
            let store = try unsafe TrustStore(
                of: context, folder: basis.folder, revocationListFile: path, keepingListsOf: nil)
            return current.withLock { current -> TrustChange? in
                // What was read with its authorities meanwhile is at least as new.
                if current.generation != generation { return nil }
                current.basis.store = store
                current.generation += 1
                return .renewed(path: path)
            }
        } catch {
            return .kept(error)
        }
    }

    /// Judges what a client shows (a STACK_OF(X509)), or remembers how that was judged.
    func judge(
        shown: OpaquePointer, encoded: UnsafeRawBufferPointer
    ) -> Result<VerifiedCertificate, CertificateRefusal> {
        // Proof: the caller's bytes are alive during the call.
        let key = unsafe Fingerprint(hashing: encoded)
        let (basis, generation) = now
        let second = unixTime()
        if let known = found.withLock({ $0[key] }), known.isGood(in: generation, at: second) {
            return .success(known)
        }
        switch unsafe basis.store.verify(shown: shown, at: second) {
        case .refused(let refusal): return .failure(refusal)
        case .good(let validity):
            guard let names = unsafe PeerCertificate(first: shown) else {
                return .failure(.outOfMemory)
            }
            let certificate = VerifiedCertificate(
                names: names, encoded: unsafe Array(encoded),
                standing: standing(basis, generation, validity))
            if certificate.mayBeRemembered { found.withLock { $0.put(certificate, at: key) } }
            return .success(certificate)
        }
    }

    /// What is held against the certificate by now.
    func refusal(of certificate: VerifiedCertificate) -> CertificateRefusal? {
        let (basis, generation) = now
        let second = unixTime()
        if certificate.isGood(in: generation, at: second) { return nil }
        switch basis.store.verify(encoded: certificate.encoded, at: second) {
        case .refused(let refusal): return refusal
        case .good(let validity):
            certificate.confirm(standing(basis, generation, validity))
            return nil
        }
    }

    /// What is held by now against the certificate of a client that was let in.
    ///
    /// A list that should have been renewed keeps new clients out, but is no reason to send away
    /// those who are here: only what it says of their certificates is.
    func lapse(of certificate: VerifiedCertificate) -> CertificateRefusal? {
        guard let refusal = refusal(of: certificate) else { return nil }
        if !refusal.isAboutList { return refusal }
        let second = unixTime()
        switch basis.store.verify(encoded: certificate.encoded, at: nil) {
        case .refused(let refusal): return refusal.isAboutList ? nil : refusal
        case .good: return certificate.expires <= second ? .expired(certificate.names) : nil
        }
    }

    private var now: (Basis, UInt64) { current.withLock { ($0.basis, $0.generation) } }

    /// A folder may hold another authority or list at any moment: nothing found in it lasts.
    private func standing(
        _ basis: Basis, _ generation: UInt64, _ validity: TrustStore.Validity
    ) -> VerifiedCertificate.Standing {
        let span = validity.ofAll
        return VerifiedCertificate.Standing(
            generation: generation,
            validity: basis.folder == nil ? span : span.lowerBound..<span.lowerBound,
            expires: validity.certificatesUntil)
    }
}
