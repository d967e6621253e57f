import CertificateJudgement

extension FileDoctor {
    /// What a client would take of these files: its authorities, its certificate and the key of it.
    package static func clientFiles(among paths: [String]) -> ClientFiles {
        var doctor = FileDoctor(host: nil, now: 0)
        doctor.read(paths, ClientFiles())
        let loose = LooseFiles(doctor.files, hasBroker: false)
        var client = ClientFiles(authorities: loose.authorities.first?.path)
        let own = loose.chains.filter { chain in
            chain.certificates.first.map { Roles.role(of: $0, in: chain.path) } == .client
        }
        for case .matching(let key, let certificate) in loose.pairs
        where own.contains(where: { $0.path == certificate }) {
            (client.certificate, client.key) = (certificate, key)
            break
        }
        return client
    }
}
