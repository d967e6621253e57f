import CertificateJudgement
import FaultCatalogue
import MQTTPackets
import NIOCore
import NIOSSL

/// What the broker shows to anybody.
extension LiveDoctor {
    /// Looks at the broker's versions and certificates without our own; false when that is enough.
    mutating func probe() async -> Bool {
        guard let address = addresses.first else { return false }
        let doctor = self
        async let newer = doctor.probe(address, .tlsv13)
        async let older = doctor.probe(address, .tlsv12)
        var results = [(NIOSSL.TLSVersion.tlsv13, await newer), (.tlsv12, await older)]
        if target.isLimitedToTLS12 || target.isDevice {
            let others = results.removeFirst().1
            if !others.chain.isEmpty, results[0].1.chain.isEmpty {
                return limit(others.chain, results[0].1)
            }
        }
        versions = results.filter { !$0.1.chain.isEmpty || $0.1.isSecured }.map(\.0)
        guard let shown = results.first(where: { !$0.1.chain.isEmpty })?.1 else {
            add(await handshakeFinding(results.map(\.1), address))
            return false
        }
        report.healthy.append("it speaks \(versionText)")
        asksForCertificate = results.contains {
            !$0.1.chain.isEmpty && $0.1.ending.asksForCertificate
        }
        letsAnybodyIn = results.contains { $0.1.isAccepted }
        guard judge(shown.chain) else { return false }
        for (version, result) in results
        where result.chain.isEmpty && result.ending.isAboutCiphers {
            add(oneVersionWithoutCipher(version))
        }
        await compareAddresses(shown.chain)
        return report.isHealthy
    }

    /// The broker can, but this client cannot.
    private mutating func limit(_ chain: [[UInt8]], _ result: DialResult) -> Bool {
        let place = target.place(port)
        if result.ending.isAboutVersions {
            add(
                Finding(
                    .noCommonVersion, .client,
                    what: "\(place) speaks TLS 1.3 only, and this client no newer one than TLS 1.2",
                    cure: "allow TLS 1.2 in mosquitto.conf: `tls_version tlsv1.2`, or give the "
                        + "client a library that speaks TLS 1.3"))
            return false
        }
        // Only the key's kind is of interest; an unreadable certificate has none.
        let kind = chain.first.flatMap { try? CertificateFacts(der: $0) }?.key.kind.text ?? "other"
        add(
            Finding(
                .noCommonCipher, target.isDevice ? .authority : .broker,
                what: "\(place) has no cipher in common with this client: its key is \(kind)"
                    + (target.isDevice
                        ? ", the device speaks ECDHE-ECDSA-AES128-GCM-SHA256 on P-256 only" : ""),
                cure: "give the broker a certificate with a P-256 key: `apus cert server "
                    + "\(ShellWord(target.host))`, and take `ciphers` out of mosquitto.conf"))
        return false
    }

    private func probe(_ address: SocketAddress, _ version: NIOSSL.TLSVersion?) async -> DialResult
    {
        do {
            let context = try credentials.context(
                from: version ?? .tlsv1, to: version ?? .tlsv11, checks: false,
                showsIdentity: false)
            return await dial(
                address: address, security: security(context, checks: false),
                opening: .connect(connect(.v311))
            ).make()
        } catch {
            return DialResult(ending: .tls(String(describing: error)))
        }
    }

    private var versionText: String {
        let names = versions.map { $0 == .tlsv13 ? "TLS 1.3" : "TLS 1.2" }
        let missing = versions.contains(.tlsv12) ? "" : ", not TLS 1.2 (which older devices need)"
        return names.joined(separator: " and ") + missing
    }

    /// The broker speaks another version with this client, but not this one.
    private func oneVersionWithoutCipher(_ version: NIOSSL.TLSVersion) -> Finding {
        Finding(
            .noCommonCipher, .broker, weight: .warning,
            what: "\(target.place(port)) has no cipher in common with clients that speak "
                + "\(RefusalReading.text(of: version)) only",
            cure: "take `ciphers` and `ciphers_tls1.3` out of mosquitto.conf, or allow those that "
                + "fit the key of its certificate")
    }

    /// Judges the broker's chain as the client would; false when the client must refuse it.
    private mutating func judge(_ chain: [[UInt8]]) -> Bool {
        let presented = chain.compactMap { try? CertificateFacts(der: $0) }  // judged as missing
        guard presented.count == chain.count, let leaf = presented.first else {
            add(
                Finding(
                    .certificateUnreadable, .broker,
                    what: "the broker at \(target.place(port)) shows a certificate that cannot be "
                        + "read",
                    cure: "make it anew: `apus cert server \(ShellWord(target.host))`"))
            return false
        }
        let findings = findings(in: presented)
        let names = findings.contains { $0.id.isAboutNames }
        let trust = findings.contains { $0.id.isAboutTrust }
        if names, trust, !target.isAddress { add(elsewhere(leaf)) }
        report.add(findings)
        let isTrusted = !findings.contains { $0.weight == .fault }
        if isTrusted {
            let day = Day(leaf.notAfter)
            report.healthy.append(
                "its certificate '\(leaf.subject.text)', signed by '\(leaf.issuer.text)', is "
                    + "trusted, names \(target.host) and lasts until \(day)")
        }
        return isTrusted
    }

    private func findings(in presented: [CertificateFacts]) -> [Finding] {
        ChainJudge.findings(
            in: ChainCase(
                presented: presented, anchors: credentials.anchors, role: .server, now: now,
                host: target.host,
                places: ChainCase.Places(authorities: credentials.authoritiesPath)))
    }

    /// A name that leads to several machines may lead to a wrong one, now and then.
    private mutating func compareAddresses(_ chain: [[UInt8]]) async {
        for address in addresses.dropFirst().prefix(3) {
            let result = await probe(address, versions.first)
            let presented = result.chain.compactMap { try? CertificateFacts(der: $0) }
            guard let leaf = presented.first, result.chain != chain else { continue }
            guard let worst = findings(in: presented).first(where: { $0.weight == .fault }) else {
                continue
            }
            add(
                Finding(
                    .hostElsewhere, .network,
                    what: "\(target.host) is also \(address.ipAddress ?? ""), where another broker "
                        + "answers, with a certificate of '\(leaf.subject.text)': \(worst.what)",
                    cure:
                        "take that address out of the name's DNS entry, or out of /etc/hosts; see "
                        + "`getent ahosts \(ShellWord(target.host))`"))
        }
    }

    private func elsewhere(_ leaf: CertificateFacts) -> Finding {
        let address = addresses.first?.ipAddress ?? ""
        return Finding(
            .hostElsewhere, .network,
            what: "\(target.host) leads to \(address), where somebody else answers: the "
                + "certificate of '\(leaf.subject.text)', signed by '\(leaf.issuer.text)', "
                + "neither names \(target.host) nor is trusted",
            cure: "check where the name leads, and correct DNS or /etc/hosts: "
                + "`getent ahosts \(ShellWord(target.host))`")
    }

    /// Why no handshake came as far as a certificate.
    private func handshakeFinding(
        _ results: [DialResult], _ address: SocketAddress
    ) async -> Finding {
        let endings = results.map(\.ending)
        let place = target.place(port)
        if endings.contains(.alert(.unrecognizedName)) {
            return Finding(
                .serverNameRefused, .broker,
                what: "\(place) refuses the name '\(target.host)' (SNI)",
                cure: "connect by the name under which the broker is known")
        }
        let old = await probe(address, nil)
        if !old.chain.isEmpty || endings.contains(where: \.isAboutVersions) {
            return Finding(
                .noCommonVersion, .broker,
                what: "\(place) speaks no TLS 1.2 or 1.3"
                    + (old.chain.isEmpty ? "" : ", only TLS 1.0 or 1.1, which RFC 8996 forbids"),
                cure: "allow TLS 1.2 in mosquitto.conf: `tls_version tlsv1.2`, and restart it")
        }
        if endings.contains(where: \.isAboutCiphers) {
            return Finding(
                .noCommonCipher, .broker,
                what: "\(place) has no cipher, group or kind of key in common with this client",
                cure: "take `ciphers` and `ciphers_tls1.3` out of mosquitto.conf, and use a P-256 "
                    + "or RSA certificate: `apus cert server \(ShellWord(target.host))`")
        }
        if endings.contains(where: \.isAboutSize) {
            return Finding(
                .chainTooLarge, .broker,
                what: "\(place) shows more certificates than clients take (100 KiB)",
                cure: "leave only the broker's own certificate and its intermediate authorities in "
                    + "the file of `certfile`")
        }
        for case .alert(let alert) in endings {
            return Finding(
                .peerRefused, .broker,
                what: "\(place) ends the TLS handshake with the alert '\(alert.name)'",
                cure: "look into the broker's log: it says why")
        }
        if endings.allSatisfy({ $0 == .silent }) { return silent }
        return Finding(
            .closedDuringHandshake, .network,
            what: "\(place) ends the TLS handshake before it shows a certificate "
                + "(\(endings.first?.text ?? ""))",
            cure: "look into the broker's log; a firewall or proxy between may be the one that "
                + "closes: try from the broker's own machine")
    }
}

extension DialResult {
    fileprivate init(ending: Ending) { self.ending = ending }
}

extension FaultID {
    /// Whether the certificate is good, but for another name.
    var isAboutNames: Bool {
        switch self {
        case .hostNameNotInCertificate, .addressNotInCertificate, .addressAsDNSName,
            .wildcardNotMatched:
            true
        default: false
        }
    }

    /// Whether the verifier does not know who vouches for the certificate.
    var isAboutTrust: Bool {
        switch self {
        case .issuerNotTrusted, .intermediateMissing, .selfSigned, .chainInPlaceOfRoot,
            .noAuthorities:
            true
        default: false
        }
    }
}

extension DialResult.Ending {
    /// Whether the other side wanted a certificate that was not shown.
    var asksForCertificate: Bool {
        self == .alert(.certificateRequired) || self == .alert(.handshakeFailure)
    }

    fileprivate var isAboutVersions: Bool {
        switch self {
        case .alert(.protocolVersion): true
        case .tls(let text): text.contains("UNSUPPORTED_PROTOCOL") || text.contains("WRONG_VERSION")
        default: false
        }
    }

    fileprivate var isAboutSize: Bool {
        if case .tls(let text) = self { text.contains("EXCESSIVE_MESSAGE_SIZE") } else { false }
    }

    fileprivate var isAboutCiphers: Bool {
        switch self {
        case .alert(.handshakeFailure), .alert(.insufficientSecurity): true
        default: false
        }
    }

    /// How the connection ended, in words.
    var text: String {
        switch self {
        case .none: "this side closed it"
        case .refused: "nobody listens there"
        case .unreachable(let reason): reason
        case .closed: "it closes the connection"
        case .reset: "it breaks the connection off"
        case .silent: "it says nothing more"
        case .alert(let alert): "alert '\(alert.name)'"
        case .tls(let words): words
        }
    }
}
