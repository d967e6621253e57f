import CertificateJudgement
import FaultCatalogue

/// Files sorted by what they are.
struct LooseFiles {
    /// Those who are trusted.
    let authorities: [LooseFile]
    /// Certificates of servers and clients, each with what its file holds behind it.
    let chains: [LooseFile]
    /// Private keys, also those in a file with a certificate.
    let keys: [LooseFile]
    let lists: [RevocationListFacts]
    private let all: [LooseFile]
    /// Whether the broker's files are known apart from these, which then are a client's.
    private let hasBroker: Bool

    init(_ files: [LooseFile], hasBroker: Bool) {
        all = files
        self.hasBroker = hasBroker
        let everything = files.flatMap(\.certificates)
        authorities = files.filter { file in
            guard !file.certificates.isEmpty else { return false }
            if let purpose = file.statedPurpose { return purpose == .authorities }
            return file.purpose == .authorities
                || file.certificates.allSatisfy { Roles.isAuthority($0, among: everything) }
        }
        let trusted = Set(authorities.map(\.path))
        chains = files.filter { !$0.certificates.isEmpty && !trusted.contains($0.path) }
        keys = files.filter { !$0.file.keys.isEmpty }
        lists = files.flatMap(\.file.lists)
    }

    /// A key and the certificate that it is, or should be, for.
    enum Pair {
        case matching(key: String, certificate: String)
        case mismatch(key: String, certificate: String, owner: Culprit)
    }

    /// Every key with its certificate, by content; then what stands alone, by its name.
    var pairs: [Pair] {
        var pairs: [Pair] = []
        var lonelyKeys: [LooseFile] = []
        var matched: Set<String> = []
        for key in keys {
            let certificates = (chains + authorities).filter { Self.match(key, $0) == true }
            for certificate in certificates {
                matched.insert(certificate.path)
                if certificate.path != key.path {
                    pairs.append(.matching(key: key.path, certificate: certificate.path))
                }
            }
            let isReadable = key.file.keys.contains { !$0.isEncrypted }
            if certificates.isEmpty, isReadable { lonelyKeys.append(key) }
        }
        let lonely = chains.filter { !matched.contains($0.path) }
        for key in lonelyKeys {
            let namesake = (chains + authorities).first {
                $0.path != key.path && FilePath.stem(of: $0.path) == FilePath.stem(of: key.path)
            }
            let only = lonely.count == 1 && lonelyKeys.count == 1 ? lonely.first : nil
            guard let partner = Self.stated(key, chains) ?? namesake ?? only,
                Self.match(key, partner) == false
            else { continue }
            pairs.append(
                .mismatch(
                    key: key.path, certificate: partner.path, owner: owner(of: partner)))
        }
        return pairs
    }

    private static func stated(_ key: LooseFile, _ chains: [LooseFile]) -> LooseFile? {
        key.statedPurpose == nil ? nil : chains.first { $0.statedPurpose != nil }
    }

    private static func match(_ key: LooseFile, _ certificate: LooseFile) -> Bool? {
        if certificate.certificates.isEmpty { return nil }
        // A chain in the wrong order is another fault, and the judge's to name.
        let verdicts = key.file.keys.flatMap { key in
            certificate.certificates.map { key.belongs(to: $0) }
        }
        if verdicts.contains(true) { return true }
        return verdicts.contains(nil) ? nil : false
    }

    /// What is wrong with each file by itself.
    var fileFindings: [Finding] {
        all.flatMap { file in
            file.file.findings(as: file.purpose, of: owner(of: file)).filter { finding in
                // An authority's key under a passphrase is as it should be.
                finding.id != .keyEncrypted || !isAuthorityKey(file)
            }
        }
    }

    /// Keys that lie open.
    var keyFindings: [Finding] {
        let everything = all.flatMap(\.certificates)
        let handedOut = chains.map { FilePath.folder(of: $0.path) }
        let open = keys.compactMap { key -> Finding? in
            let isAuthority = isAuthorityKey(key)
            if isAuthority, !key.certificates.isEmpty { return KeyFindings.bundled(key.path) }
            return KeyFindings.exposure(
                of: key.file, isAuthority: isAuthority, owner: owner(of: key))
                ?? (isAuthority ? KeyFindings.beside(key.file, handedOut) : nil)
        }
        return open + everything.compactMap { KeyFindings.published($0) }
    }

    /// Whether a key is one by which others are vouched for.
    private func isAuthorityKey(_ key: LooseFile) -> Bool {
        let everything = all.flatMap(\.certificates)
        let isReadable = key.file.keys.contains { !$0.isEncrypted }
        return authorities.contains { file in
            let isNamesake =
                !isReadable && FilePath.stem(of: file.path) == FilePath.stem(of: key.path)
            return Self.match(key, file) == true
                && file.certificates.first.map {
                    Roles.isAuthority($0, among: everything)
                } == true || isNamesake
        }
    }

    /// Who keeps a file: the client where the broker's are known, else who would show it.
    func owner(of file: LooseFile) -> Culprit {
        if hasBroker { return .client }
        if let leaf = file.certificates.first,
            !authorities.contains(where: { $0.path == file.path })
        {
            return Roles.role(of: leaf, in: file.path) == .server ? .broker : .client
        }
        if !file.file.keys.isEmpty {
            let own = chains.first { Self.match(file, $0) == true }?.certificates.first
            let role = own.map { Roles.role(of: $0, in: file.path) }
            let name = FilePath.name(of: file.path).lowercased()
            let isClients = name.contains("client") || hasClientsOnly
            return role == .client || role == nil && isClients ? .client : .broker
        }
        return .client
    }

    /// Whether there are certificates to show, and all are for clients.
    private var hasClientsOnly: Bool {
        let roles = chains.compactMap { chain in
            chain.certificates.first.map { Roles.role(of: $0, in: chain.path) }
        }
        return !roles.isEmpty && roles.allSatisfy { $0 == .client }
    }

    /// One line for each file.
    var inventory: [String] {
        all.map { file in
            let isAuthority = authorities.contains { $0.path == file.path }
            return "\(file.path): \(Inventory.text(of: file.file, isAuthority: isAuthority))"
        }
    }
}
