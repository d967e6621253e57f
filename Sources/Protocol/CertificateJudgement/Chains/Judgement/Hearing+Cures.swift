import FaultCatalogue

extension Hearing {
    /// The verifier's authorities as a word of a command.
    var authoritiesFile: String { "\(ShellWord(chain.places.authorities ?? "ca.crt"))" }

    /// The owner's certificates as a word of a command.
    var certificateFile: String { "\(ShellWord(chain.places.certificate ?? "\(owner).crt"))" }

    /// The verifier's revocation lists as a word of a command.
    var listsFile: String { "\(ShellWord(chain.places.revocationLists ?? "ca.crl"))" }

    /// Apus' own way to a new certificate for the owner.
    var apusCommand: String {
        switch chain.role {
        case .server:
            "apus cert server "
                + wantedNames.map { "\(ShellWord($0))" }.joined(separator: " ") + " --force"
        case .client: "apus cert device \(ShellWord(leaf.subject.commonName ?? "NAME"))"
        }
    }

    /// Apus' own way to the same certificate for longer.
    var renewal: String {
        let name: String =
            switch chain.role {
            case .server: leaf.dnsNames.first { Self.isPlain($0) } ?? hostOrNames
            case .client: leaf.subject.commonName ?? "NAME"
            }
        return "apus cert renew \(ShellWord(name))"
    }

    /// The command that issues the owner's certificate again, for the key and subject it has.
    func reissue(authority: String? = nil) -> String {
        // Who looks from afar has neither the broker's files nor the authority's key.
        let isAfar = chain.role == .server && chain.places.certificate == nil
        let authority = authority ?? (isAfar ? nil : chain.places.authorities) ?? "ca.crt"
        let stem = Self.stem(of: chain.places.certificate ?? "\(owner).crt")
        let above = Self.stem(of: authority)
        let extensions =
            switch chain.role {
            case .server: "subjectAltName=\(alternativeNames)"
            case .client: "extendedKeyUsage=clientAuth"
            }
        let publicKey = ShellWord(stem + ".pub")
        return "`openssl x509 -in \(certificateFile) -noout -pubkey > \(publicKey) && "
            + "printf \(ShellWord(extensions)) | openssl x509 -new -force_pubkey \(publicKey) "
            + "-subj \(ShellWord(leaf.subject.subjectOption))"
            + " -CA \(ShellWord(above + ".crt")) -CAkey "
            + "\(ShellWord(above + ".key")) -CAcreateserial -sha256 -days 365 -extfile "
            + "/dev/stdin -out \(certificateFile)`"
    }

    /// The command that makes the authority's certificate again, under this subject.
    func remakeAuthority(subject: String) -> String {
        let stem = Self.stem(of: chain.places.authorities ?? "ca.crt")
        return "`openssl req -x509 -new -key \(ShellWord(stem + ".key")) -sha256 -days 3650 "
            + "-subj \(ShellWord(subject)) -addext keyUsage=critical,keyCertSign,cRLSign "
            + "-out \(authoritiesFile)`"
    }

    /// The command that prints what a certificate says.
    func show(_ file: String) -> String { "`openssl x509 -in \(file) -noout -text`" }

    /// The way to a new pair of authority and certificate.
    var startAnew: String { "`apus ca init && \(apusCommand)`" }

    private var hostOrNames: String {
        if let host = chain.host { return host }
        return leaf.dnsNames.first ?? leaf.addresses.first.map { AddressText.text(of: $0) }
            ?? leaf.subject.commonName ?? "HOST"
    }

    /// The names that it has, as far as they can be pasted, and the one that is asked for.
    private var alternativeNames: String {
        wantedNames.map { HostName($0).alternativeName }.joined(separator: ",")
    }

    /// The same as words, the certificate's first name first: Apus names the files after it.
    private var wantedNames: [String] {
        var names = leaf.dnsNames.prefix(Self.namesMax).filter { Self.isPlain($0) }
        names += leaf.addresses.prefix(Self.namesMax).map { AddressText.text(of: $0) }
        if Self.isPlain(hostOrNames), !names.contains(hostOrNames) { names.append(hostOrNames) }
        return names.isEmpty ? ["HOST"] : names
    }

    // Whoever shows a certificate chose its names; they must mean nothing to printf and openssl.
    private static func isPlain(_ name: String) -> Bool {
        name != "HOST" && name.utf8.count < 254
            && name.allSatisfy { character in
                character.isASCII && (character.isLetter || character.isNumber)
                    || "-_.*:".contains(character)
            }
    }

    private static let namesMax = 8

    /// A path without the end of its name: `certs/broker` of `certs/broker.crt`.
    private static func stem(of path: String) -> String {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/"), dot != path.startIndex
        else { return path }
        return String(path[..<dot])
    }
}
