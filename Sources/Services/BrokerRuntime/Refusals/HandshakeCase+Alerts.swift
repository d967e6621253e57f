import BrokerCore
import BrokerTransport
import CertificateJudgement
import FaultCatalogue

/// The peer refused us, and said so with an alert.
extension HandshakeCase {
    /// - Parameter number: the alert's.
    func peerRefused(_ number: UInt8) -> Finding {
        switch number {
        case 42, 43, 44, 45, 46, 48, 80: certificateRefused(number)
        case 51:
            Finding(
                .proofOfKeyWrong, .broker,
                what: "\(sight(of: number)) (the signature of this handshake does not fit "
                    + "\(ownName))",
                cure: "let keyfile hold that certificate's key; a token or engine must sign the "
                    + "digest as TLS wants it, ECDSA as DER")
        case 70, 86: noCommonVersion
        case 40, 71: hardened(number)
        case 112:
            Finding(
                .serverNameRefused, .client,
                what: "\(sight(of: number)) (it wants a server of another name than "
                    + "\(details.serverName.map { "'\($0)'" } ?? "it gave"))",
                cure: "connect by a name of \(ownName)")
        default:
            Finding(
                .peerRefused, .client, what: sight(of: number),
                cure: "look into the client's own log, which knows why")
        }
    }

    /// Nobody vouches for a certificate that signed itself.
    private func selfSigned(_ sight: String) -> Finding? {
        guard shown.count == 1, shown[0].verdict(onSignatureOf: shown[0]) == .valid else {
            return nil
        }
        return Finding(
            .selfSigned, .broker,
            what: "\(sight) (\(ownName) signed itself, so nobody vouches for it)",
            cure: "let an authority sign it (apus ca init, apus cert server), or give the client "
                + "this certificate as --cafile")
    }

    /// An alert that speaks of the certificate we showed, or is used in its place.
    private func certificateRefused(_ number: UInt8) -> Finding {
        if let finding = fault(ofListener: suspects(number), allowsWarnings: number == 43) {
            return seen(sight(of: number), finding)
        }
        return switch number {
        case 48: selfSigned(sight(of: number)) ?? notTrusted(sight(of: number))
        case 45: clockWrong(sight(of: number))
        case 44:
            Finding(
                .certificateRevoked, .broker,
                what: "\(sight(of: number)) (its revocation list names \(ownName))",
                cure: "issue the broker a new certificate and set certfile and keyfile")
        case 43:
            Finding(
                .purposeNotAllowed, .authority,
                what: "\(sight(of: number)) (its key or its purpose does not suit the client: "
                    + "\(ownName), \(keyKind) key)",
                cure: "issue it anew for TLS servers (extendedKeyUsage serverAuth), with a P-256 "
                    + "or RSA 2048 key")
        case 42, 80: addressFault.map { seen(sight(of: number), $0) } ?? nameUnsaid(number)
        default:
            Finding(
                .peerRefused, .client,
                what: "\(sight(of: number)) (it does not say why; \(ownName) has no fault that "
                    + "shows here)",
                cure: "check that the client trusts \(ownIssuer) and that its clock is right, and "
                    + "look into its own log")
        }
    }

    /// What to look for in our own certificates when the alert comes.
    private func suspects(_ number: UInt8) -> Set<FaultID> {
        switch number {
        case 48:
            [
                .sharedSubjectName, .authorityRemade, .intermediateMissing, .chainOutOfOrder,
                .issuerIsNoAuthority, .constraintViolated, .selfSigned,
            ]
        case 45: [.certificateExpired, .authorityExpired, .certificateNotYetValid]
        case 44: [.certificateRevoked]
        case 43: [.purposeNotAllowed, .keyKindNotUsable, .weakCryptography]
        case 80: Self.nameFaults
        default: Self.chainFaults
        }
    }

    /// `server certificate refused by 192.168.56.102: unknown ca`.
    func sight(of number: UInt8) -> String {
        let address = peer.address.text
        let name = Alert(number: number).name
        return switch number {
        case 42...46, 48, 51, 80: "server certificate refused by \(address): \(name)"
        default: "TLS refused by \(address): \(name)"
        }
    }

    /// Whoever issued our certificate is a stranger to the client.
    func notTrusted(_ sight: String) -> Finding {
        let place = trusted.contains { authority in
            shown.last.map { authority.subject.isSame(as: $0.issuer) } ?? false
        }
        let file = settings.certificateAuthorityFile.flatMap { place ? " (\($0) here)" : nil } ?? ""
        return Finding(
            .issuerNotTrusted, .client,
            what: "\(sight) (it does not trust \(ownIssuer), which issued \(ownName))",
            cure: "give it that authority's certificate\(file) as --cafile")
    }

    private func clockWrong(_ sight: String) -> Finding {
        let span = shown.first.map { own in
            " is good from \(CalendarText.text(of: own.notBefore)) to "
                + CalendarText.text(of: own.notAfter)
        }
        return Finding(
            .peerClockWrong, .clock,
            what: "\(sight) (\(ownName)\(span ?? " is not expired") by this broker's clock, which "
                + "says \(CalendarText.text(of: now)))",
            cure: "set the clock of \(peer.address.text) (SNTP, RTC) before it connects; if it is "
                + "right, renew the client's revocation list or cafile")
    }

    /// Libraries that compare names themselves refuse without saying that it is the name.
    private func nameUnsaid(_ number: UInt8) -> Finding {
        let name = details.serverName.map { "'\($0)'" } ?? "the name or address it connects by"
        if number == 80 {
            return Finding(
                .hostNameNotInCertificate, .client,
                what: "\(sight(of: number)) (libmosquitto before 2.1 says so when \(name) is not "
                    + "in \(ownName))",
                cure: "connect by a name of the certificate, or issue it for that name (apus cert "
                    + "server); if the names agree, look into the client's own log")
        }
        if details.serverName != nil {
            // The names agree, and GnuTLS has no other alert for an authority it does not trust.
            return Finding(
                .issuerNotTrusted, .client,
                what: "\(sight(of: number)) (most likely it does not trust \(ownIssuer), which "
                    + "issued \(ownName))",
                cure: "give it that authority's certificate as --cafile, and look into its own log")
        }
        return Finding(
            .peerRefused, .client,
            what: "\(sight(of: number)) (it does not say why; perhaps \(name) is not in "
                + "\(ownName))",
            cure: "connect by a name of the certificate, and look into the client's own log")
    }

    /// The client takes no key, cipher or strength of ours.
    private func hardened(_ number: UInt8) -> Finding {
        let wanted: Set<FaultID> = [.weakCryptography, .keyKindNotUsable, .purposeNotAllowed]
        if let finding = fault(ofListener: wanted, allowsWarnings: true) {
            return seen(sight(of: number), finding)
        }
        return Finding(
            number == 71 ? .weakCryptography : .peerRefused, .client,
            what: "\(sight(of: number)) (it takes no cipher, key or certificate of this listener: "
                + "\(ownName), \(keyKind) key)",
            cure: "compare its settings with ciphers, certfile and tls_version here, and look "
                + "into its own log")
    }
}
