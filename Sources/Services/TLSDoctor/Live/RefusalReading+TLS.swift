import CertificateJudgement
import FaultCatalogue

/// What an alert of the broker means, by what the client knows of its own certificate.
extension RefusalReading {
    func reading(of alert: PeerAlert) -> Finding {
        guard credentials.hasIdentity, let certificate = credentials.chain.first else {
            return withoutCertificate(alert)
        }
        let who = "'\(certificate.subject.text)'"
        let words = "\(place) refuses the client's certificate \(who) (alert '\(alert.name)')"
        if let own = ownFault(explaining: alert) {
            return Finding(
                own.id, own.culprit, what: "\(words): \(own.what)", cure: own.cure,
                opinions: own.opinions)
        }
        switch alert {
        case .unknownAuthority, .badCertificate:
            return Finding(
                .clientCertificateNotTrusted, .client,
                what: "\(words): it does not trust '\(certificate.issuer.text)'",
                cure: "put the certificate of that authority into the broker's cafile: `cat "
                    + "CLIENT-CA.crt >> CAFILE`, or issue the client's certificate anew with the "
                    + "authority of the broker: `apus cert device \(deviceName(certificate))`")
        case .certificateExpired:
            return Finding(
                .peerClockWrong, .clock,
                what: "\(words), which is good until \(Day(certificate.notAfter)): the broker's "
                    + "clock is wrong, or its revocation list is out of date",
                cure: "set the clock of the broker: `sudo timedatectl set-ntp true`, and renew the "
                    + "file of `crlfile`")
        case .certificateRevoked:
            return Finding(
                .certificateRevoked, .client, what: "\(words): it was taken back",
                cure: "make a new one: `apus cert device \(deviceName(certificate)) --force`")
        case .unsupportedCertificate:
            return Finding(
                .purposeNotAllowed, .authority, what: "\(words): it is not made for clients",
                cure: "make one for clients: `apus cert device \(deviceName(certificate)) --force`")
        case .decryptError:
            return Finding(
                .proofOfKeyWrong, .client, what: "\(words): the proof of its key is wrong",
                cure: "give the key of that certificate")
        case .accessDenied, .certificateUnknown:
            return Finding(
                .identityNotAllowed, .broker, what: words,
                cure: "look into the broker's log: it says why")
        default: return other(alert)
        }
    }

    /// Our side did not take the broker's chain, although the judge did.
    func refusedByUs(_ words: String) -> Finding {
        Finding(
            .closedDuringHandshake, .client,
            what: "BoringSSL ends TLS with \(place): \(words)",
            cure: "compare with OpenSSL: `openssl s_client -connect \(ShellWord(place))"
                + (target.files.authorities.map { " -CAfile \(ShellWord($0))" } ?? "")
                + " </dev/null`"
        )
    }

    private func withoutCertificate(_ alert: PeerAlert) -> Finding {
        switch alert {
        case .certificateRequired, .handshakeFailure:
            Finding(
                .clientCertificateMissing, .client,
                what: "\(place) lets clients in only with a certificate (alert '\(alert.name)')",
                cure: "show one: `apus doctor \(ShellWord(place)) --cert CERTIFICATE --key KEY`")
        default: other(alert)
        }
    }

    private func other(_ alert: PeerAlert) -> Finding {
        switch alert {
        case .protocolVersion:
            Finding(
                .noCommonVersion, .broker, what: "\(place) speaks no TLS 1.2 or 1.3",
                cure: "allow TLS 1.2 in mosquitto.conf: `tls_version tlsv1.2`")
        case .unrecognizedName:
            Finding(
                .serverNameRefused, .client,
                what: "\(place) refuses the name '\(target.host)' (SNI)",
                cure: "connect by the name under which the broker is known")
        default:
            Finding(
                .peerRefused, .broker, what: "\(place) ends TLS with the alert '\(alert.name)'",
                cure: "look into the broker's log: it says why")
        }
    }

    /// What is wrong with our certificate as the broker may judge it, which has our authorities or
    /// others; only what fits the alert is an explanation.
    private func ownFault(explaining alert: PeerAlert) -> Finding? {
        let findings = ChainJudge.findings(
            in: ChainCase(
                presented: credentials.chain, anchors: credentials.anchors, role: .client, now: now,
                places: ChainCase.Places(
                    authorities: credentials.authoritiesPath, certificate: target.files.certificate)
            ))
        return findings.first { finding in
            finding.weight == .fault && Self.explains(finding.id, alert)
                && !(credentials.trustsSystem && finding.id.isAboutTrust)
        }
    }

    private static func explains(_ id: FaultID, _ alert: PeerAlert) -> Bool {
        let times: [FaultID] = [.certificateExpired, .certificateNotYetValid, .authorityExpired]
        return switch alert {
        case .certificateExpired: times.contains(id)
        case .unsupportedCertificate: [.purposeNotAllowed, .keyKindNotUsable].contains(id)
        // OpenSSL's word for a certificate that is not good yet, among others.
        case .badCertificate, .certificateUnknown: true
        case .unknownAuthority: !times.contains(id) && id != .purposeNotAllowed
        // OpenSSL's word for a signature that another key made.
        case .decryptError: [.authorityRemade, .sharedSubjectName].contains(id)
        default: false
        }
    }

    private func deviceName(_ certificate: CertificateFacts) -> ShellWord {
        ShellWord(certificate.subject.commonName ?? "my-client")
    }
}
