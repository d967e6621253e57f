internal import FaultCatalogue

/// What is said of files that are no sound PEM.
extension CredentialFile {
    func finding(for fault: PEMFileFault) -> Finding {
        switch fault {
        case .empty:
            finding(.notPEM, "the \(name) is empty", "copy it again from where it was made")
        case .der(let content):
            finding(
                .notPEM, "the \(name) is \(text(of: content)), where PEM is wanted",
                "convert it: `\(conversion(of: content))`")
        case .utf16:
            finding(
                .notPEM, "the \(name) is text in UTF-16, where PEM is wanted",
                "convert it: `iconv -f UTF-16 -t ASCII \(word) > \(ShellWord(path + ".pem"))`")
        case .byteOrderMark:
            finding(
                .notPEM, "the \(name) begins with a byte order mark, which hides its first block",
                #"take it away: `sed -i '1s/^\xEF\xBB\xBF//' \#(word)`"#)
        case .noBlock:
            finding(
                .notPEM, "the \(name) holds no PEM block (-----BEGIN …-----)",
                "name a file with a \(purpose.content) in PEM")
        case .blocksJoined(let line):
            finding(
                .blocksJoined, "in the \(name) a block begins in line \(line), where another ends",
                #"part them: `sed -i 's/----------BEGIN/-----\n-----BEGIN/' \#(word)`"#)
        case .unended(let line):
            damaged("the block that begins in line \(line) has no END line")
        case .unmatchedEnd(let line):
            damaged("line \(line) does not end the block that was begun")
        case .notBase64(let line):
            damaged("the block that begins in line \(line) is no base64")
        }
    }

    private func damaged(_ what: String) -> Finding {
        finding(
            .notPEM, "the \(name) is damaged: \(what)", "copy it again from where it was made")
    }

    private func text(of content: PEMFileFault.DERContent) -> String {
        switch content {
        case .certificate: "binary (DER)"
        case .privateKey: "a binary private key (DER)"
        case .pkcs12: "a PKCS #12 file"
        }
    }

    private func conversion(of content: PEMFileFault.DERContent) -> String {
        let output = ShellWord(path + ".pem")
        return switch content {
        case .pkcs12: "openssl pkcs12 -in \(word) -nodes -out \(output)"
        case .privateKey: "openssl pkey -inform DER -in \(word) -out \(output)"
        case .certificate where purpose == .revocationLists:
            "openssl crl -inform DER -in \(word) -out \(output)"
        case .certificate where purpose == .privateKey:
            "openssl pkey -inform DER -in \(word) -out \(output)"
        case .certificate: "openssl x509 -inform DER -in \(word) -out \(output)"
        }
    }
}
