import FaultCatalogue

extension Hearing {
    private static let bitsMin = 2_048
    private static let deviceBitsMax = 4_096

    /// Keys that some cannot use, and keys and signatures that are too weak for others.
    var keyFindings: [Finding] { unusableKeys + weakKeys + weakSignatures + heavyKeys }

    private var unusableKeys: [Finding] {
        path.links.compactMap { link in
            let isLeaf = link.der == leaf.der
            switch link.key.kind {
            case .rsa, .p256, .p384, .p521:
                return nil
            case .ed25519:
                return isLeaf ? unusable(link, openSSL: "accepts") : nil
            case .secp256k1, .other:
                return unusable(link, openSSL: "accepts, where the peer offers it")
            case .explicitParameters:
                return unusable(link, openSSL: "refuses")
            }
        }
    }

    private func unusable(_ link: CertificateFacts, openSSL: String) -> Finding {
        Finding(
            .keyKindNotUsable, .authority,
            what: "\(name(link)) has a key that many programs and devices cannot use: "
                + link.key.kind.text,
            cure: "make a key on P-256, which all can use, and issue the certificate for it: "
                + "`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "
                + "\(owner).key`, or `\(apusCommand)`",
            opinions: [
                .init(program: "OpenSSL (mosquitto)", verdict: openSSL),
                .init(
                    program: "BoringSSL (NIOSSL)",
                    verdict: link.key.kind == .ed25519
                        ? "refuses unless it is told to offer it" : "cannot load it"),
                .init(program: "mbedTLS (small devices), ATECC508", verdict: "refuse"),
            ])
    }

    private var weakKeys: [Finding] {
        path.links.compactMap { link in
            guard case .rsa(let bits) = link.key.kind, bits < Self.bitsMin else { return nil }
            return weak(
                "the key of \(name(link)) is too short: RSA \(bits)",
                openSSL: "refuses at its default level 2 (ee key too small), accepts at 1",
                boringSSL: bits < 512 ? "refuses" : "accepts")
        }
    }

    /// Nobody looks at the signature of a certificate that is trusted by itself.
    private var weakSignatures: [Finding] {
        path.links.compactMap { link in
            let isTop = link.der == path.last.der && link.looksSelfSigned
            guard !isTop, let digest = link.signature.algorithm.digest, digest.isBroken else {
                return nil
            }
            return weak(
                "\(name(link)) is signed with \(digest.rawValue), which can be forged",
                openSSL: "refuses at its default level 2 (ca md too weak)",
                boringSSL: digest == .md5 ? "refuses" : "accepts")
        }
    }

    private func weak(_ what: String, openSSL: String, boringSSL: String) -> Finding {
        Finding(
            .weakCryptography, .authority, what: what,
            cure: "make a key on P-256 and sign with SHA-256: `\(apusCommand)`, or `openssl "
                + "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out \(owner).key` and "
                + "-sha256",
            opinions: [
                .init(program: "OpenSSL (mosquitto)", verdict: openSSL),
                .init(program: "BoringSSL (NIOSSL)", verdict: boringSSL),
                .init(program: "Go, GnuTLS", verdict: "refuse"),
            ])
    }

    private var heavyKeys: [Finding] {
        let isHeavy =
            switch leaf.key.kind {
            case .p384, .p521: true
            case .rsa(let bits): bits >= Self.deviceBitsMax
            default: false
            }
        guard isHeavy else { return [] }
        return [
            Finding(
                .keyKindNotUsable, .authority, weight: .warning,
                what: "\(name(leaf)) has a key that small devices cannot use or cannot afford: "
                    + leaf.key.kind.text,
                cure: "where such devices are, take P-256: `\(apusCommand)`",
                opinions: [
                    .init(program: "OpenSSL, BoringSSL", verdict: "accept"),
                    .init(program: "ESP8266, ATECC508", verdict: "refuse, or run out of memory"),
                ])
        ]
    }
}
