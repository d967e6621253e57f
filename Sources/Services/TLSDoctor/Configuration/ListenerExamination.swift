import BrokerConfiguration
import CertificateJudgement
import FaultCatalogue

/// One listener with TLS: its own files, and whether it and the known clients accept each other.
struct ListenerExamination {
    let listener: ListenerOutline
    let configuration: ConfigurationOutline
    let loose: LooseFiles
    let host: String?
    let now: Int64
    var report = DoctorReport()
    /// Every file that the listener names.
    private(set) var files: [ExaminedFile] = []

    init(
        _ listener: ListenerOutline, in configuration: ConfigurationOutline, loose: LooseFiles,
        host: String?, now: Int64
    ) {
        self.listener = listener
        self.configuration = configuration
        self.loose = loose
        self.host = host
        self.now = now
    }

    mutating func run() {
        let chain = read("certfile", .certificateChain)
        let key = read("keyfile", .privateKey)
        let list = read("crlfile", .revocationLists)
        var authorities = [read("cafile", .authorities)].compactMap { $0 }
        let folder = AuthorityFolder(listener.path("capath", in: configuration.file))
        report.add(folder.findings)
        authorities += folder.hashed
        missingOptions()
        if let chain, let key { match(chain, key) }
        if let key { guardKey(key) }
        report.add(certificateFindings(chain))
        if let chain { judge(chain, authorities) }
        judgeClients(authorities, list)
    }

    private mutating func read(
        _ option: String, _ purpose: CredentialFile.Purpose
    ) -> ExaminedFile? {
        guard let path = listener.path(option, in: configuration.file) else { return nil }
        let file = ExaminedFile(path)
        files.append(file)
        report.add(file.findings(as: purpose, of: .broker).map { Self.named($0, purpose, file) })
        return file
    }

    /// A CRL file without a list is a fault of revocation, not of PEM.
    private static func named(
        _ finding: Finding, _ purpose: CredentialFile.Purpose, _ file: ExaminedFile
    ) -> Finding {
        guard purpose == .revocationLists, finding.id == .notPEM, !file.labels.isEmpty else {
            return finding
        }
        return Finding(
            .revocationListUnusable, finding.culprit, what: finding.what, cure: finding.cure)
    }

    private mutating func missingOptions() {
        for (present, missing) in [("certfile", "keyfile"), ("keyfile", "certfile")]
        where listener[present] != nil && listener[missing] == nil {
            report.add(
                Finding(
                    .fileMissing, .broker,
                    what: "\(listener.text) has \(present), but no \(missing)",
                    cure: "add '\(missing) …' below it: `apus cert server HOST` prints the lines"))
        }
        guard listener.isOn("require_certificate") else { return }
        if listener["cafile"] == nil, listener["capath"] == nil {
            report.add(
                Finding(
                    .noAuthorities, .broker,
                    what: "\(listener.text) requires certificates of its clients, but has neither "
                        + "cafile nor capath to judge them by",
                    cure: "add 'cafile ca.crt' with the certificate of the clients' authority; "
                        + "`apus ca init` makes one"))
        }
    }

    private mutating func match(_ chain: ExaminedFile, _ key: ExaminedFile) {
        guard let leaf = chain.certificates.first, !key.keys.isEmpty else { return }
        let verdicts = key.keys.map { $0.belongs(to: leaf) }
        if verdicts.contains(true) {
            report.healthy.append("\(key.path) is the key of \(chain.path)")
        } else if !verdicts.contains(nil) {
            // A chain in the wrong order shows another's certificate first; the judge says so.
            let isLater = chain.certificates.dropFirst().contains { later in
                key.keys.contains { $0.belongs(to: later) == true }
            }
            if isLater { return }
            report.add(
                KeyFindings.mismatch(key: key.path, certificate: chain.path, of: .broker))
        }
    }

    private mutating func guardKey(_ key: ExaminedFile) {
        if let finding = KeyFindings.exposure(of: key, isAuthority: false, owner: .broker) {
            report.add(finding)
        }
        let name = configuration["user"]?.value
        // A service's configuration: root starts mosquitto, which then becomes its user.
        let isService = configuration.file.hasPrefix("/etc/mosquitto")
        guard let name = name ?? (isService ? "mosquitto" : nil),
            let user = SystemUser(named: name),
            let finding = KeyFindings.unreadable(key.path, by: user)
        else { return }
        report.add(finding)
    }

    private func certificateFindings(_ chain: ExaminedFile?) -> [Finding] {
        guard let chain, let leaf = chain.certificates.first else { return [] }
        return [KeyFindings.published(leaf), CipherFindings(listener).finding(for: leaf)]
            .compactMap { $0 }
    }

    /// As the known clients see the broker, or as clients with the broker's own authorities do.
    private mutating func judge(_ chain: ExaminedFile, _ own: [ExaminedFile]) {
        let trusted = loose.authorities.isEmpty ? own : loose.authorities.map(\.file)
        guard let leaf = chain.certificates.first else { return }
        let findings = LeafJudgement(
            chain: chain, role: .server, host: host, authorities: trusted, lists: [], now: now,
            areAuthoritiesComplete: !loose.authorities.isEmpty
        ).findings
        report.add(findings)
        if !findings.contains(where: { $0.weight == .fault }) {
            report.healthy.append(
                "\(listener.text) shows \(chain.path), good for servers until \(Day(leaf.notAfter))"
            )
        }
    }

    /// As the broker sees the known clients.
    private mutating func judgeClients(_ authorities: [ExaminedFile], _ list: ExaminedFile?) {
        for client in loose.chains {
            guard let leaf = client.certificates.first,
                client.statedPurpose != nil || Roles.role(of: leaf, in: client.path) == .client
            else { continue }
            let isAsked = listener["cafile"] != nil || listener["capath"] != nil
            guard isAsked, !authorities.flatMap(\.certificates).isEmpty else { continue }
            var judgement = LeafJudgement(
                chain: client.file, role: .client, host: nil, authorities: authorities,
                lists: list?.lists ?? [], listsPath: list?.path, now: now,
                areAuthoritiesComplete: true)
            judgement.needsCommonName = listener.isOn("use_identity_as_username")
            let findings = judgement.findings
            report.add(findings)
            if !findings.contains(where: { $0.weight == .fault }) {
                report.healthy.append("\(listener.text) accepts \(client.path)")
            }
        }
    }
}
