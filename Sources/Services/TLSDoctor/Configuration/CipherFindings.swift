import BrokerConfiguration
import CertificateJudgement
import FaultCatalogue

/// Whether a listener's ciphers and its certificate's key fit each other.
struct CipherFindings {
    private let listener: ListenerOutline

    init(_ listener: ListenerOutline) { self.listener = listener }

    /// A fault when every cipher of TLS 1.2 that is listed needs a key of the other kind.
    func finding(for certificate: CertificateFacts) -> Finding? {
        guard let ciphers = listener["ciphers"]?.value,
            listener["tls_version"]?.value != "tlsv1.3"
        else { return nil }
        let names = ciphers.split { ":, ".contains($0) }.filter {
            !"!-+@".contains($0.first ?? "!")
        }
        let isRSA = if case .rsa = certificate.key.kind { true } else { false }
        let kinds = names.map { name in
            name.contains("ECDSA")
                ? false : name.contains("RSA") || name.hasPrefix("AES") ? true : nil
        }
        guard !kinds.isEmpty, kinds.allSatisfy({ $0 == !isRSA }) else { return nil }
        return Finding(
            .noCommonCipher, .broker,
            what: "\(listener.text) allows TLS 1.2 only with '\(ciphers)', which needs "
                + "\(isRSA ? "an ECDSA" : "an RSA") key, but its certificate has "
                + "\(certificate.key.kind.text): no TLS 1.2 client can connect",
            cure: "take the line 'ciphers' out, or make a certificate with a key of that kind: "
                + "`apus cert server HOST` makes P-256")
    }
}
