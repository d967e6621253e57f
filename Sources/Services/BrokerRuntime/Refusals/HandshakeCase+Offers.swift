import BrokerCore
import BrokerTransport
import FaultCatalogue

/// What the client offers and what the listener takes have nothing in common.
extension HandshakeCase {
    var noCommonVersion: Finding {
        let offered = details.hello?.versions ?? []
        let ours = settings.minimumVersion == .tls13 ? "TLS 1.3 only" : "TLS 1.2 and TLS 1.3"
        let hasTLS12 = offered.contains(0x0303)
        return Finding(
            .noCommonVersion, hasTLS12 ? .broker : .client,
            what: "no TLS version in common: it offers "
                + "\(Self.list(offered.sorted().map(TLSNames.version))), and \(place) speaks "
                + "\(ours)",
            cure: hasTLS12
                ? "set tls_version tlsv1.2 for that listener, or let the client speak TLS 1.3"
                : "let the client speak TLS 1.2 or later")
    }

    var noCommonCipher: Finding {
        if let finding = fault(ofListener: [.keyKindNotUsable], allowsWarnings: true) {
            return finding
        }
        let suites = details.hello?.cipherSuites ?? []
        let kinds = suites.map { CipherSuite(number: $0).authentication }
        let sight = "no cipher suite in common: it offers \(suites.count)"
        let own = keyKind == "RSA" ? CipherSuite.Authentication.rsa : .ecdsa
        let other = own == .rsa ? CipherSuite.Authentication.ecdsa : .rsa
        if !kinds.contains(own), kinds.contains(other) {
            let wanted = other == .ecdsa ? "ECDSA" : "RSA"
            return Finding(
                .noCommonCipher, .broker,
                what: "\(sight), all of which want \(other == .ecdsa ? "an ECDSA" : "an RSA") "
                    + "certificate, but the key of \(ownName) is \(own == .rsa ? "RSA" : keyKind)",
                cure: other == .ecdsa
                    ? "give this listener an ECDSA P-256 certificate (apus cert server), which "
                        + "every client of today takes"
                    : "let the client offer ECDHE-ECDSA suites, or give this listener an "
                        + "\(wanted) certificate")
        }
        let names = suites.prefix(4).map { "\(CipherSuite(number: $0))" }
        return Finding(
            .noCommonCipher, .client,
            what: "\(sight) (\(Self.list(names))\(suites.count > 4 ? ", ..." : "")), and \(place) "
                + "takes none of them with \(offeredVersions)",
            cure: settings.cipherList == nil && settings.cipherSuites == nil
                ? "let the client offer ECDHE with AES-GCM or ChaCha20, such as "
                    + "ECDHE-ECDSA-AES128-GCM-SHA256"
                : "let ciphers and ciphers_tls1.3 of that listener allow one of them")
    }

    private var offeredVersions: String {
        Self.list((details.hello?.versions ?? []).sorted().map(TLSNames.version))
    }

    var noCommonGroup: Finding {
        let groups = (details.hello?.groups ?? []).map(TLSNames.group)
        return Finding(
            .noCommonCipher, .client,
            what: "no group of key agreement in common: it offers \(Self.list(groups))",
            cure: "let the client offer P-256 (secp256r1) or X25519")
    }

    var noCommonSignature: Finding {
        let offered = details.hello?.signatureAlgorithms ?? []
        var families: [String] = []
        for name in offered.map(TLSNames.signatureAlgorithm) where !families.contains(name) {
            families.append(name)
        }
        return Finding(
            .keyKindNotUsable, .broker,
            what: "it takes no signature that the \(keyKind) key of \(ownName) can make, only "
                + Self.list(families),
            cure: "give this listener a certificate with a P-256 key (apus cert server), which "
                + "nearly every client takes")
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
    }
}
