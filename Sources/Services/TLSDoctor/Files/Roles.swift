import CertificateJudgement

/// What certificates are for, as far as they and their names tell.
enum Roles {
    private static let serverAuthentication = "1.3.6.1.5.5.7.3.1"
    private static let clientAuthentication = "1.3.6.1.5.5.7.3.2"

    /// Whether it vouches for others, or could only be meant to.
    static func isAuthority(_ certificate: CertificateFacts, among all: [CertificateFacts]) -> Bool
    {
        if certificate.extensions.basicConstraints?.isAuthority == true {
            // `openssl req -x509` makes every certificate an authority, also a server's own.
            return !(isSelfSigned(certificate) && namesServer(certificate))
                || hasSigned(certificate, among: all)
        }
        if isSelfSigned(certificate) {
            return !namesServer(certificate) || hasSigned(certificate, among: all)
        }
        return false
    }

    /// Whether its own key signed it.
    static func isSelfSigned(_ certificate: CertificateFacts) -> Bool {
        certificate.isSelfIssued && certificate.verdict(onSignatureOf: certificate) == .valid
    }

    /// Whether it signed another of those at hand.
    static func hasSigned(_ certificate: CertificateFacts, among all: [CertificateFacts]) -> Bool {
        all.contains { other in
            other.der != certificate.der && other.issuer.isSame(as: certificate.subject)
                && certificate.verdict(onSignatureOf: other) == .valid
        }
    }

    /// Who shows it: by a file's plain name, then by its purposes and names, then by guessing.
    static func role(of certificate: CertificateFacts, in path: String) -> ChainCase.Role {
        let name = FilePath.name(of: FilePath.stem(of: path)).lowercased()
        // Such a name says what the file is meant for, also when its content says otherwise.
        switch name.filter(\.isLetter) {
        case "client": return .client
        case "server", "broker": return .server
        default: break
        }
        if let purposes = certificate.extensions.purposes {
            let isServer = purposes.contains(serverAuthentication)
            let isClient = purposes.contains(clientAuthentication)
            if isServer != isClient { return isServer ? .server : .client }
        }
        if namesServer(certificate) { return .server }
        let serverMarks = ["broker", "server", "raspi", "mosquitto"]
        if serverMarks.contains(where: { name.contains($0) }) { return .server }
        let clientMarks = ["client", "device", "sensor", "esp"]
        if clientMarks.contains(where: { name.contains($0) }) { return .client }
        let common = certificate.subject.commonName ?? ""
        return common == "localhost" || common.contains(".") ? .server : .client
    }

    private static func namesServer(_ certificate: CertificateFacts) -> Bool {
        !certificate.dnsNames.isEmpty || !certificate.addresses.isEmpty
            || certificate.extensions.purposes?.contains(serverAuthentication) == true
    }
}
