internal import CertificateJudgement
internal import FaultCatalogue

/// What the broker's alerts mean (RFC 8446 section 6): it refused us, or what we offered.
extension FailedConnection {
    func finding(alert: String) -> Finding {
        switch alert {
        case "certificate required": return missingFinding(alert)
        case "handshake failure", "insufficient security": return handshakeFinding(alert)
        case "unknown ca":
            return hasCertificate ? ownFinding ?? strangeAuthorityFinding : missingFinding(alert)
        case "certificate expired":
            return ownFinding ?? clockFinding
        case "certificate revoked":
            return refusal(
                .certificateRevoked, .client, "the broker's CRL lists this client's certificate",
                "have a new one issued: `apus cert renew NAME --new-key`")
        case "unsupported certificate":
            return ownFinding
                ?? refusal(
                    .purposeNotAllowed, .authority,
                    "the broker does not take this certificate for a client's",
                    "have one issued with extended key usage clientAuth: `apus cert device NAME`")
        case "decrypt error":
            return refusal(
                .proofOfKeyWrong, .client, "the broker finds the signature of our key wrong",
                "check that key and certificate belong together, and the token that holds the key")
        case "unrecognized name":
            return refusal(
                .serverNameRefused, .broker, "the broker knows no server of that name",
                "connect by the name for which the broker is configured")
        default:
            return ownFinding ?? unexplained(alert)
        }
    }

    var versionFinding: Finding {
        let tls = configuration.tls
        let oldest = tls?.minimumVersion ?? .v12
        let newest = tls?.maximumVersion ?? .v13
        let ours = oldest == newest ? oldest.name : "\(oldest.name) to \(newest.name)"
        return Finding(
            .noCommonVersion, oldest == newest ? .client : .broker,
            what: "no TLS version in common: the broker speaks none of ours, \(ours)",
            cure: oldest == newest
                ? "allow others too: leave --tls-version out"
                : "allow TLS 1.2 on the broker: `tls_version tlsv1.2`")
    }

    /// Nil when nothing is known beyond the library's words.
    func otherFinding(_ text: String) -> Finding? {
        if text.contains("EOF during handshake") { return cutFinding("closed the connection") }
        if text.contains("EXCESSIVE_MESSAGE_SIZE") {
            return Finding(
                .chainTooLarge, .broker, what: "the broker's certificates are too many to be taken",
                cure: "leave only its own and the intermediates in the broker's certfile")
        }
        if text.contains("PRIVATE_KEY_OPERATION_FAILED") {
            return Finding(
                .tokenUnavailable, .client, what: "the private key could not sign",
                cure: "check the token that holds it: is it there, and is the PIN right?")
        }
        if text.contains("NO_COMMON_SIGNATURE_ALGORITHMS") || text.contains("WRONG_SIGNATURE_TYPE")
        {
            return Finding(
                .keyKindNotUsable, .authority,
                what: "the certificate's kind of key is not usable with the other side",
                cure: "have one issued with a P-256 key: `apus cert device NAME`")
        }
        return nil
    }

    /// The connection ended within the handshake, or the broker spoke TLS before it did.
    func cutFinding(_ how: String) -> Finding {
        if evidence.firstBytes.isEmpty { return wrongPortFinding }
        return strangerFinding
            ?? Finding(
                .closedDuringHandshake, .broker,
                what: "the broker began TLS, then \(how) within the handshake",
                cure: "read the broker's log: it knows the reason")
    }

    private func missingFinding(_ alert: String) -> Finding {
        if hasCertificate {
            return refusal(
                .clientCertificateMissing, .client,
                "the broker wants a client certificate ('\(alert)'), and takes none of ours",
                "have one with a P-256 key issued by a CA that it trusts: `apus cert device NAME`")
        }
        return refusal(
            .clientCertificateMissing, .client,
            "the broker wants a client certificate ('\(alert)'), and none was given",
            "give a certificate and its key, --cert FILE --key FILE; `apus cert device NAME` makes"
                + " both")
    }

    /// The server shows its certificate once ciphers are agreed upon.
    private func handshakeFinding(_ alert: String) -> Finding {
        if evidence.certificate != nil, !hasCertificate { return missingFinding(alert) }
        if evidence.certificate != nil { return ownFinding ?? unexplained(alert) }
        // TLS 1.3 has ciphers that everybody speaks: what is left is the broker's kind of key.
        if configuration.tls?.maximumVersion ?? .v13 == .v13 {
            return refusal(
                .keyKindNotUsable, .authority,
                "the broker found nothing in common with us ('\(alert)'): its key is of a kind that"
                    + " few clients take, such as Ed25519 or secp256k1, or its ciphers are",
                "give the broker a certificate with a P-256 key: `apus cert server HOST`")
        }
        return refusal(
            .noCommonCipher, .broker,
            "no cipher in common: the broker answered '\(alert)'",
            "leave `ciphers` out of the broker's configuration, or give it a key of the kind that"
                + " they need: `apus cert server HOST`")
    }

    private func unexplained(_ alert: String) -> Finding {
        refusal(
            .peerRefused, .broker, "the broker refused with the alert '\(alert)'",
            "read the broker's log: it knows the reason")
    }

    private var strangeAuthorityFinding: Finding {
        let own = credentials?.own.first
        let whose = own.map { "\($0.subject.quoted), which \($0.issuer.quoted) signed" }
        return refusal(
            .clientCertificateNotTrusted, .client,
            "the broker does not trust this client's certificate " + (whose ?? "")
                + " ('unknown ca')",
            "add the CA that signed it to the broker's cafile, or have it signed by one there"
        )
    }

    private var clockFinding: Finding {
        refusal(
            .peerClockWrong, .clock,
            "the broker finds this client's certificate expired, which by our clock it is not",
            "set the broker's clock; if it is right, renew its CRL, for a stale one is told by the"
                + " same alert (TLS-035)")
    }

    private func refusal(
        _ id: FaultID, _ culprit: Culprit, _ what: String, _ cure: String
    ) -> Finding {
        Finding(id, culprit, what: what, cure: cure)
    }
}

extension TLSConfiguration.Version {
    /// As the specifications write it.
    fileprivate var name: String {
        switch self {
        case .v10: "TLS 1.0"
        case .v11: "TLS 1.1"
        case .v12: "TLS 1.2"
        case .v13: "TLS 1.3"
        }
    }
}
