internal import BrokerCore
import Synchronization

/// Whom one listener trusts to vouch for its clients, now and after its revocation list is renewed.
final class Trust: Sendable {
    private struct Current {
        var store: TrustStore
        /// Counts the renewals.
        var generation: UInt64 = 0
        /// What the file of the lists looked like when it was last read, well or not.
        var stamp: FileStamp?
    }

    private let current: Mutex<Current>
    private let found = Mutex(FixedTable<Fingerprint, VerifiedCertificate>(countMax: 8_192))
    private let folder: String?
    private let revocationListFile: String?
    private let unixTime: @Sendable () -> Int64

    /// Reads the revocation list of the settings.
    init(
        of context: OpaquePointer, _ settings: TLSSettings,
        unixTime: @escaping @Sendable () -> Int64
    ) throws(TLSFault) {
        self.unixTime = unixTime
        folder = settings.certificateAuthorityPath
        revocationListFile = settings.revocationListFile
        // Before it is read: a list that is renewed meanwhile is read again.
        let stamp = revocationListFile.flatMap { FileStamp(path: $0) }
        // Proof: the context lives during the call.
        let store = try unsafe TrustStore(
            of: context, folder: folder, revocationListFile: revocationListFile)
        current = Mutex(Current(store: store, stamp: stamp))
    }

    /// Reads the revocation list again if its file has changed.
    func refresh(of context: OpaquePointer) -> TrustChange? {
        guard let path = revocationListFile else { return nil }
        return current.withLock { current in
            let stamp = FileStamp(path: path)
            if stamp == current.stamp { return nil }
            current.stamp = stamp
            do throws(TLSFault) {
                // Proof: the context lives during the call.
                current.store = try unsafe TrustStore(
                    of: context, folder: folder, revocationListFile: path)
                current.generation += 1
                return .renewed(path: path)
            } catch {
                return .kept(error)
            }
        }
    }

    /// Judges what a client shows (a STACK_OF(X509)), or remembers how that was judged.
    func judge(
        shown: OpaquePointer, encoded: UnsafeRawBufferPointer
    ) -> Result<VerifiedCertificate, CertificateRefusal> {
        // Proof: the caller's bytes are alive during the call.
        let key = unsafe Fingerprint(hashing: encoded)
        let (store, generation) = current.withLock { ($0.store, $0.generation) }
        let now = unixTime()
        if let known = found.withLock({ $0[key] }), known.isGood(in: generation, at: now) {
            return .success(known)
        }
        switch unsafe store.verify(shown: shown, at: now) {
        case .refused(let refusal): return .failure(refusal)
        case .good(let validity):
            guard let names = unsafe PeerCertificate(first: shown) else {
                return .failure(.outOfMemory)
            }
            let certificate = VerifiedCertificate(
                names: names, encoded: unsafe Array(encoded),
                standing: standing(generation, validity))
            if certificate.mayBeRemembered { found.withLock { $0.put(certificate, at: key) } }
            return .success(certificate)
        }
    }

    /// What is held against the certificate by now.
    func refusal(of certificate: VerifiedCertificate) -> CertificateRefusal? {
        let (store, generation) = current.withLock { ($0.store, $0.generation) }
        let now = unixTime()
        if certificate.isGood(in: generation, at: now) { return nil }
        switch store.verify(encoded: certificate.encoded, at: now) {
        case .refused(let refusal): return refusal
        case .good(let validity):
            certificate.confirm(standing(generation, validity))
            return nil
        }
    }

    /// A folder may hold another authority or list at any moment: nothing found in it lasts.
    private func standing(
        _ generation: UInt64, _ validity: Range<Int64>
    ) -> VerifiedCertificate.Standing {
        VerifiedCertificate.Standing(
            generation: generation,
            validity: folder == nil ? validity : validity.lowerBound..<validity.lowerBound)
    }
}
