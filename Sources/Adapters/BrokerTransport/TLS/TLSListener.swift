package import BrokerCore
import Synchronization

/// The TLS of one listener over time: connections that begin take the context that holds then.
package final class TLSListener: Sendable {
    /// The rules that do not change while the broker runs.
    package let settings: TLSSettings
    /// Who is connected with which certificate; nil where several clients may share one.
    let holders: CertificateHolders?
    private let present: Mutex<TLSContext>

    /// Loads every file of the settings.
    /// - Parameters:
    ///   - holders: shared by the listeners of a broker.
    ///   - unixTime: the time, in seconds since 1970, at which certificates are judged.
    package init(
        _ settings: TLSSettings, holders: CertificateHolders = CertificateHolders(),
        unixTime: @escaping @Sendable () -> Int64 = UnixTime.now
    ) throws(TLSFault) {
        self.settings = settings
        self.holders = settings.isOneClientPerCertificate ? holders : nil
        present = Mutex(try TLSContext(settings, unixTime: unixTime))
    }

    /// What connections that begin now are made with.
    package var context: TLSContext { present.withLock { $0 } }

    /// Reads the revocation list again if its file has changed.
    package func refresh() -> TrustChange? { context.refreshTrust() }

    /// Reads all files again. What cannot be read stays as it was, and is answered.
    /// - Parameter files: names them, where they have other names now.
    package func reload(_ files: TLSSettings? = nil) -> [TLSFault] {
        var settings = settings
        if let files { settings.takeFiles(of: files) }
        let former = context
        var kept: Set<TLSContext.Part> = []
        var faults: [TLSFault] = []
        let stamp = FileStamp(ofListIn: settings)
        while true {
            do throws(TLSFault) {
                let new = try TLSContext(
                    settings, unixTime: former.unixTime, stamp: stamp, succeeding: former,
                    keeping: kept)
                guard new.takeForce() else { continue }
                present.withLock { $0 = new }
                return faults
            } catch {
                faults.append(error)
                guard let part = error.part, kept.insert(part).inserted else { return faults }
            }
        }
    }
}

extension TLSSettings {
    /// The names of files that were written anew; other rules hold as long as the broker runs.
    fileprivate mutating func takeFiles(of other: TLSSettings) {
        certificateFile = other.certificateFile
        keyFile = other.keyFile
        certificateAuthorityFile = other.certificateAuthorityFile
        certificateAuthorityPath = other.certificateAuthorityPath
        revocationListFile = other.revocationListFile
    }
}

extension TLSFault {
    /// What of a listener's files it is about; nil for none alone.
    fileprivate var part: TLSContext.Part? {
        switch self {
        case .missing(let file, _), .unreadable(let file, _, _), .holdsNone(let file, _),
            .malformed(let file, _, _), .refused(let file, _, _):
            switch file {
            case .certificate, .key: .identity
            case .authorities, .authorityFolder: .authorities
            case .revocationList: .revocations
            }
        case .keyEncrypted, .keyMismatch, .token: .identity
        case .noAuthorities: .authorities
        case .cipherList, .cipherSuites, .library: nil
        }
    }
}
