import CertificateJudgement
import Crypto

/// Keys that come with packages and examples, so that anybody has them.
enum PublishedKeys {
    /// SHA-256 of the public half, and where the private half can be had.
    private static let sources: [String: String] = [
        "5bc56232485fe394545d575af0c0d15add382d11a5b441289f2ce4960ce5adca":
            "in the repository of a sensor project, Br0k/TMC",
        "912c548620a21d9ecc7bc87a3addb9550d30214dd9ed947b3a8e2449e203eecf":
            "it is the server's key in EMQX's etc/certs",
        "3a55cd763c88512f4654eff130516a1ab3872c846b58b7df60000abbab83b1df":
            "it is the client's key in EMQX's etc/certs",
    ]

    /// Where everybody can get the private key of a certificate; nil for a key that is a secret.
    static func source(of certificate: CertificateFacts) -> String? {
        let digits = SHA256.hash(data: certificate.key.der).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return sources[digits.joined()]
    }
}
