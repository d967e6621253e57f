import BrokerCore
import BrokerTransport
import CertificateJudgement
import FaultCatalogue

/// The client's own certificate is missing, or not good.
extension HandshakeCase {
    var certificateMissing: Finding {
        let issuers = trusted.isEmpty ? "" : " issued by \(trustedNames)"
        return Finding(
            .clientCertificateMissing, .client,
            what: "it shows no certificate, but \(place) requires a client certificate "
                + "(require_certificate)",
            cure: "give it a certificate\(issuers) (--cert, --key), or set require_certificate "
                + "false")
    }

    var signatureWrong: Finding {
        Finding(
            .proofOfKeyWrong, .client,
            what: "it shows the certificate \(clientName), but its signature is not made with "
                + "that certificate's key",
            cure: "give the client the key of that certificate; a token or secure element must "
                + "sign the digest as TLS wants it, ECDSA as DER")
    }

    /// Good once, and by now no more.
    func lapsed(_ refusal: CertificateRefusal) -> Finding {
        seen(
            "its certificate was good in the TLS handshake and is no longer",
            verdict(refusal, "certificate \(subject(refusal)): \(refusal.reason)"))
    }

    /// Refused by us in the handshake.
    func clientCertificate(_ refusal: CertificateRefusal) -> Finding {
        verdict(refusal, "client certificate \(subject(refusal)) refused: \(refusal.reason)")
    }

    private func subject(_ refusal: CertificateRefusal) -> String {
        "'\(refusal.subject)'"
    }

    private var clientName: String {
        PeerText.facts(Array(details.certificates.prefix(1))).first
            .map { $0.subject.quoted } ?? "of somebody"
    }

    private func verdict(_ refusal: CertificateRefusal, _ sight: String) -> Finding {
        if let finding = fault(ofClient: suspects(refusal)) { return seen(sight, finding) }
        let isOwn = refusal.depth == 0
        let (id, culprit, why, cure): (FaultID, Culprit, String?, String) =
            switch refusal.cause {
            case .expired:
                (
                    isOwn ? .certificateExpired : .authorityExpired, .authority, nil,
                    isOwn
                        ? "renew it (apus cert renew) and give it to the client"
                        : "renew the authority's certificate and put it in \(authorities)"
                )
            case .notYetValid:
                (
                    .certificateNotYetValid, .clock,
                    "this broker's clock says \(CalendarText.text(of: now))",
                    "set the clock of this host and of whoever issued the certificate; else issue "
                        + "it anew"
                )
            case .selfSigned, .issuerUnknown:
                (
                    .clientCertificateNotTrusted, .client, untrusted,
                    "issue the client a certificate of an authority in \(authorities), or add its "
                        + "authority to that file"
                )
            case .signatureWrong:
                (
                    .authorityRemade, .authority,
                    "an authority of that name is in \(authorities), but its key did not sign it",
                    "issue the client a certificate of the present authority"
                )
            case .purposeNotAllowed:
                (
                    .purposeNotAllowed, .authority, "it is not for TLS clients",
                    "issue it anew with extendedKeyUsage clientAuth (apus cert device)"
                )
            case .issuerIsNoAuthority:
                (
                    .issuerIsNoAuthority, .authority, "that certificate may not issue others",
                    "make the authority anew with basicConstraints CA:TRUE and keyUsage "
                        + "keyCertSign (apus ca init)"
                )
            case .constraintViolated:
                (
                    .constraintViolated, .authority, "a constraint of its authority forbids it",
                    "issue it within what its authority may issue"
                )
            case .revoked:
                (
                    .certificateRevoked, .client,
                    settings.revocationListFile.map { "it stands in crlfile \($0)" },
                    "issue the client a new certificate; this one stays refused"
                )
            case .listStale:
                (
                    .revocationListStale, .broker, settings.revocationListFile,
                    "renew the revocation list (crlfile); until then nobody is let in"
                )
            case .listMissing:
                (
                    .revocationListUnusable, .broker, settings.revocationListFile,
                    "put a list of the authority that issued the certificate into crlfile"
                )
            case .weak:
                (
                    .weakCryptography, .authority, nil,
                    "issue it anew with a P-256 or RSA 2048 key and SHA-256"
                )
            case .other:
                (
                    .clientCertificateNotTrusted, .client, "depth \(refusal.depth)",
                    "issue the client a certificate of an authority in \(authorities)"
                )
            }
        return Finding(
            id, culprit, what: sight + (why.map { " (\($0))" } ?? ""), cure: cure)
    }

    /// Who issued the certificate, and who should have.
    private var untrusted: String {
        let issuer =
            PeerText.facts(details.certificates).last
            .map { "\(PeerText.short($0.issuer)) issued it, which" } ?? "who issued it"
        let others = trusted.isEmpty ? "" : ", only \(trustedNames)"
        return "\(issuer) is not in \(authorities)\(others)"
    }

    /// What to look for in the client's certificates when OpenSSL says so.
    private func suspects(_ refusal: CertificateRefusal) -> Set<FaultID> {
        switch refusal.cause {
        case .expired: [.certificateExpired, .authorityExpired]
        case .notYetValid: [.certificateNotYetValid]
        case .selfSigned, .issuerUnknown:
            [
                .sharedSubjectName, .selfSigned, .authorityRemade, .intermediateMissing,
                .clientCertificateNotTrusted,
            ]
        case .signatureWrong: [.authorityRemade]
        case .purposeNotAllowed: [.purposeNotAllowed]
        case .issuerIsNoAuthority: [.issuerIsNoAuthority]
        case .constraintViolated: [.constraintViolated]
        case .weak: [.weakCryptography]
        case .revoked, .listStale, .listMissing: []
        case .other: Self.chainFaults
        }
    }
}
