internal import CertificateJudgement
internal import Crypto
internal import FaultCatalogue
internal import NIOCore

/// An attempt to connect that failed, and everything by which the reason can be found.
struct FailedConnection: Sendable {
    let configuration: MQTTClient.Configuration
    let error: MQTTClientError
    let evidence: ConnectionEvidence
    /// What the server showed, its own certificate first; empty when that is not known.
    let shown: [[UInt8]]
    /// Seconds since 1970.
    let now: Int64

    /// The error with its explanation, as far as there is one.
    ///
    /// Reads files and checks signatures: not for the event loop.
    func explained() -> MQTTClientError {
        let found = finding.map { MQTTClientError.Diagnosis($0) }
        guard var diagnosis = found ?? error.diagnosis else { return error }
        diagnosis.peer = peer
        return error.explained(diagnosis)
    }

    private var finding: Finding? {
        switch error {
        case .tls(_, let failure, _): finding(failure)
        case .connectionLost(_, let reason, _): lossFinding(reason)
        case .protocolViolation: strangerFinding
        case .timeout(_, .connect, let limit, _): silenceFinding(limit)
        case .refused(_, let reason, _, _): refusalFinding(reason)
        default: nil
        }
    }

    private func finding(_ failure: TLSFailure) -> Finding? {
        switch failure {
        case .certificateUnverified: untrustedFinding
        case .hostNameMismatch(let host): nameFinding(host)
        case .refusedByServer(let alert): finding(alert: alert)
        case .noCommonVersion: versionFinding
        case .notTLS: strangerFinding ?? wrongPortFinding
        case .other(let text): otherFinding(text)
        }
    }

    /// The broker as sentences name it.
    var host: String { configuration.host }

    /// The files of the client; nil without TLS.
    var credentials: CredentialFacts? { configuration.tls.map(CredentialFacts.init) }

    /// Whether the client has a certificate to show.
    var hasCertificate: Bool { configuration.tls?.certificateChainFile != nil }

    private var peer: MQTTClientError.Diagnosis.Peer {
        var peer = MQTTClientError.Diagnosis.Peer()
        peer.address = evidence.peer?.ipAddress
        if let name = configuration.tls?.serverName, name != host { peer.serverName = name }
        if case .refused = error {
            if !configuration.clientID.isEmpty { peer.clientID = configuration.clientID }
            peer.userName = configuration.credentials?.userName
        }
        if let certificate = shown.first ?? evidence.certificate {
            // What cannot be read still has a fingerprint.
            peer.certificateSubject = (try? CertificateFacts(der: certificate))?.subject.text
            peer.certificateFingerprint = SHA256.hash(data: certificate)
                .map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        }
        return peer
    }
}
