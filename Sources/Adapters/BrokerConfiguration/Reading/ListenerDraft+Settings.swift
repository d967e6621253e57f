import BrokerCore

extension ListenerDraft {
    /// The listener with everything resolved, and what is wrong between its options.
    func settings(
        sharing shared: AccessDraft, reporting problems: inout [ConfigurationProblem]
    ) -> ListenerSettings {
        var listener = ListenerSettings(
            address: address,
            protocol: `protocol`,
            tls: tlsSettings(reporting: &problems),
            isAnonymousAllowed: isAnonymousAllowed ?? shared.isAnonymousAllowed ?? false,
            passwordFile: shared.passwordFile,
            scramFile: shared.scramFile,
            isZeroLengthClientIDAllowed: shared.isZeroLengthClientIDAllowed,
            assignedClientIDPrefix: assignedClientIDPrefix ?? shared.assignedClientIDPrefix
                ?? "auto-",
            connectionsMax: connectionsMax)
        listener.clientIDRule =
            usesUserNameAsClientID ? .userName : bindsClientID ? .boundToUserName : .free
        listener.qosMax = qosMax
        listener.topicAliasMaximum = topicAliasMaximum
        listener.topicAliasMaximumToClients = topicAliasMaximumToClients
        if !letsSomebodyIn(listener) {
            problems.append(
                ConfigurationProblem(place: place, option: option, reason: .nobodyMayConnect))
        }
        return listener
    }

    private func letsSomebodyIn(_ listener: ListenerSettings) -> Bool {
        if userNameFromCertificate != nil { return requiresCertificate }
        return listener.isAnonymousAllowed || listener.passwordFile != nil
            || listener.scramFile != nil
    }

    /// Nil for plain text, which must then be what every option says: an option of TLS on a plain
    /// listener is a listener less secure than it reads.
    private func tlsSettings(reporting problems: inout [ConfigurationProblem]) -> TLSSettings? {
        let before = problems.count
        func require(_ other: String, for option: String) {
            problems.append(
                ConfigurationProblem(place: place, option: option, reason: .requiresOption(other)))
        }
        if let first = firstTLSOption {
            if certificateFile == nil { require("certfile", for: first) }
            if keyFile == nil { require("keyfile", for: first) }
        }
        if requiresCertificate, certificateAuthorityFile == nil, certificateAuthorityPath == nil {
            require("cafile", for: "require_certificate")
        }
        if !requiresCertificate {
            if dropsExpiredCertificates {
                require("require_certificate", for: "drop_expired_certificates")
            }
            if isOneClientPerCertificate {
                require("require_certificate", for: "one_client_per_certificate")
            }
        }
        guard before == problems.count, let certificateFile, let keyFile else { return nil }
        var settings = TLSSettings(
            certificateFile: certificateFile,
            keyFile: keyFile,
            certificateAuthorityFile: certificateAuthorityFile,
            certificateAuthorityPath: certificateAuthorityPath,
            revocationListFile: revocationListFile,
            requiresCertificate: requiresCertificate,
            userNameFromCertificate: userNameFromCertificate,
            minimumVersion: minimumTLSVersion ?? .tls12,
            cipherList: cipherList,
            cipherSuites: cipherSuites)
        settings.dropsExpiredCertificates = dropsExpiredCertificates
        settings.isOneClientPerCertificate = isOneClientPerCertificate
        return settings
    }

    /// As in mosquitto, the common name goes before the subject.
    private var userNameFromCertificate: CertificateUserName? {
        if usesCommonNameAsUserName { return .commonName }
        if usesSubjectAsUserName { return .subject }
        return alternativeNameAsUserName.map { .alternativeName($0) }
    }

    private var firstTLSOption: String? {
        let written = [
            ("certfile", certificateFile != nil),
            ("keyfile", keyFile != nil),
            ("cafile", certificateAuthorityFile != nil),
            ("capath", certificateAuthorityPath != nil),
            ("crlfile", revocationListFile != nil),
            ("require_certificate", requiresCertificate),
            ("use_identity_as_username", usesCommonNameAsUserName),
            ("use_subject_as_username", usesSubjectAsUserName),
            ("use_san_as_username", alternativeNameAsUserName != nil),
            ("one_client_per_certificate", isOneClientPerCertificate),
            ("drop_expired_certificates", dropsExpiredCertificates),
            ("tls_version", minimumTLSVersion != nil),
            ("ciphers", cipherList != nil),
            ("ciphers_tls1.3", cipherSuites != nil),
        ]
        return written.first { $0.1 }?.0
    }
}
