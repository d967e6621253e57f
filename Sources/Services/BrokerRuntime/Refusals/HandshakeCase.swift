import BrokerCore
import BrokerTransport
import CertificateJudgement
import FaultCatalogue
import TokenKeys

/// A TLS connection that failed, with everything that explains it.
struct HandshakeCase {
    let fault: LinkFault
    let peer: PeerAccount
    let details: PeerAccount.Details
    let settings: TLSSettings
    /// The listener as a person writes it.
    let place: String
    /// The kind of the listener's key, as OpenSSL names it.
    let keyKind: String
    /// What clients are shown.
    let shown: [CertificateFacts]
    /// The authorities of `cafile`.
    let trusted: [CertificateFacts]
    /// Seconds since 1970.
    let now: Int64

    /// Why it failed, who has to act, and how.
    var finding: Finding {
        switch fault {
        case .system(let fault): closed("reset the connection (\(fault))")
        case .tls(let fault): finding(for: fault)
        }
    }

    private func finding(for fault: TLSSessionFault) -> Finding {
        switch fault {
        case .closedDuringHandshake: closed("closed the connection")
        case .closedBeforeConnect: leftBeforeConnect
        case .certificateRefused(let refusal, _): clientCertificate(refusal)
        case .certificateLapsed(let refusal): lapsed(refusal)
        case .certificateMissing: certificateMissing
        case .notTLS(let error): foreign(otherwise: "\(error)")
        case .outOfMemory:
            Finding(
                .brokerUnavailable, .broker, what: "no memory is left for TLS",
                cure: "give the broker more memory, or lower max_connections")
        case .tokenFailed(let fault):
            Finding(
                .tokenUnavailable, .broker, what: "this broker's key did not sign: \(fault.what)",
                cure: fault.cure)
        case .broken(let error): broken(error)
        }
    }

    private func broken(_ error: OpenSSLError) -> Finding {
        switch error.cause {
        case .alert(let number): peerRefused(number)
        case .noCommonVersion: noCommonVersion
        case .noCommonCipher: noCommonCipher
        case .noCommonGroup: noCommonGroup
        case .noCommonSignature: noCommonSignature
        case .signatureWrong: signatureWrong
        case .messageTooLong:
            Finding(
                .chainTooLarge, .client,
                what: "a message of its handshake is too long (\(error)), such as a chain of too "
                    + "many certificates",
                cure: "let it show its own certificate and the intermediates, and nothing else")
        case .recordDamaged:
            Finding(
                .somethingBetween, .network,
                what: "a TLS record cannot be decrypted (\(error)): it was changed on its way, or "
                    + "the client lost count",
                cure: "connect without proxy or inspecting firewall in between; else renew the "
                    + "client's TLS library")
        case .other: foreign(otherwise: "\(error)")
        }
    }

    /// The own certificate of the listener, in full.
    var ownName: String {
        shown.first.map { "this broker's certificate \($0.subject.quoted)" }
            ?? "this broker's certificate"
    }

    /// Whom clients must trust.
    var ownIssuer: String {
        shown.first.map { PeerText.short($0.issuer) } ?? "the authority that issued it"
    }

    /// The authorities of `cafile` by their names, of many the first ones.
    var trustedNames: String {
        let names = trusted.prefix(3).map { PeerText.short($0.subject) }
        return names.joined(separator: ", ") + (trusted.count > 3 ? ", ..." : "")
    }

    /// Where the authorities lie.
    var authorities: String {
        let path = settings.certificateAuthorityFile ?? settings.certificateAuthorityPath
        let option = settings.certificateAuthorityFile == nil ? "capath" : "cafile"
        return path.map { "\(option) \($0)" } ?? "cafile"
    }
}
