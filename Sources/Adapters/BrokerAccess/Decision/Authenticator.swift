package import BrokerCore

/// Decides at CONNECT, and at a re-authentication, who the client of one listener is.
package struct Authenticator: Sendable {
    let isAnonymousAllowed: Bool
    let userNameFromCertificate: CertificateUserName?
    /// Who may give a password; nil without a file.
    package let passwords: PasswordFile?
    /// The methods that CONNECT may name.
    package let mechanisms: [any AuthenticationMechanism]

    /// The rules of a listener, whose password file was read already.
    package init(
        listener: ListenerSettings, passwords: PasswordFile?,
        mechanisms: [any AuthenticationMechanism] = []
    ) {
        isAnonymousAllowed = listener.isAnonymousAllowed
        userNameFromCertificate = listener.tls?.userNameFromCertificate
        self.passwords = passwords
        self.mechanisms = mechanisms
    }

    /// The rules of a listener, with its password file read now.
    package init(
        listener: ListenerSettings, mechanisms: [any AuthenticationMechanism] = []
    ) throws(PasswordFileRefusal) {
        var passwords: PasswordFile?
        if let file = listener.passwordFile { passwords = try PasswordFile.read(file: file) }
        self.init(listener: listener, passwords: passwords, mechanisms: mechanisms)
    }

    /// Begins an exchange by the method that CONNECT named.
    package func begin(
        method: String, data: [UInt8]?, certificate: CertificateIdentity?
    ) -> AuthenticationStep {
        guard let mechanism = mechanisms.first(where: { $0.name == method }) else {
            return .refused(.methodUnknown(method, offered: mechanisms.map(\.name)))
        }
        return comparing(mechanism.begin(data), with: certificate)
    }

    /// Where certificates name users, an exchange may prove no other one.
    private func comparing(
        _ step: AuthenticationStep, with certificate: CertificateIdentity?
    ) -> AuthenticationStep {
        guard let source = userNameFromCertificate else { return step }
        switch step {
        case .challenge(let data, let next):
            return .challenge(data) { comparing(next($0), with: certificate) }
        case .refused: return step
        case .accepted(let proven, _):
            do throws(AuthenticationRefusal) {
                let name = try userName(in: certificate, from: source)
                if name == proven { return step }
                return .refused(
                    .certificateOfAnother(userName: proven, certificateName: name))
            } catch {
                return .refused(error)
            }
        }
    }

    /// Who shows these credentials.
    package func authenticate(_ credentials: Credentials) -> AuthenticationResult {
        do {
            if let source = userNameFromCertificate {
                return .accepted(userName: try userName(in: credentials.certificate, from: source))
            }
            return .accepted(userName: try checkedUserName(of: credentials))
        } catch {
            return .refused(error)
        }
    }

    /// The certificate speaks alone: as in mosquitto, CONNECT's user name and the password file do
    /// not count on such a listener.
    private func userName(
        in certificate: CertificateIdentity?, from source: CertificateUserName
    ) throws(AuthenticationRefusal) -> String {
        guard let certificate else { throw .certificateMissing }
        let name: String
        switch source {
        case .subject: name = certificate.subject
        case .commonName:
            guard let commonName = certificate.commonName, !commonName.isEmpty else {
                throw .certificateWithoutCommonName(subject: certificate.subject)
            }
            name = commonName
        case .alternativeName(let kind):
            guard let alternativeName = certificate.alternativeName, !alternativeName.isEmpty else {
                throw .certificateWithoutAlternativeName(kind, subject: certificate.subject)
            }
            name = alternativeName
        }
        // A NUL would end the name for whoever reads it as a C string.
        if name.isEmpty || name.utf8.contains(0) { throw .unusableCertificateName(name) }
        return name
    }

    private func checkedUserName(
        of credentials: Credentials
    ) throws(AuthenticationRefusal) -> String? {
        guard let userName = credentials.userName else {
            if isAnonymousAllowed { return nil }
            throw .anonymousNotAllowed
        }
        guard let passwords else {
            // Where names are proven by an exchange, nobody has one for the asking.
            if isAnonymousAllowed, mechanisms.isEmpty { return userName }
            throw .noPasswordFile(userName: userName)
        }
        guard let password = credentials.password else {
            throw .passwordMissing(userName: userName)
        }
        switch passwords.check(user: userName, password: password) {
        case .right: return userName
        case .wrongPassword: throw .wrongPassword(userName: userName)
        case .unknownUser: throw .unknownUser(userName)
        }
    }
}
