import BrokerConfiguration
import CertificateJudgement
import FaultCatalogue

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads files, and says what each is and whether they can work together.
package struct FileDoctor {
    let host: String?
    /// Seconds since 1970.
    let now: Int64
    var report = DoctorReport()
    /// Configurations of brokers.
    var configurations: [ConfigurationOutline] = []
    /// All other files that were named, in their order.
    var files: [LooseFile] = []

    /// Certificates of a folder with thousands are no setup that anybody examines at once.
    private static let folderFilesMax = 500

    /// Examines files and folders of any kind in any order.
    /// - Parameters:
    ///   - client: files of which it is known what they are meant to be.
    ///   - host: the name or address by which clients reach the broker; nil leaves names unchecked.
    ///   - now: seconds since 1970.
    package static func examine(
        _ paths: [String], client: ClientFiles = ClientFiles(), host: String? = nil, now: Int64
    ) -> DoctorReport {
        var doctor = FileDoctor(host: host, now: now)
        doctor.read(paths, client)
        doctor.run(client)
        return doctor.report
    }

    init(host: String?, now: Int64) {
        self.host = host
        self.now = now
    }

    /// Sorts files into configurations and others.
    mutating func read(_ paths: [String], _ client: ClientFiles) {
        var seen: Set<String> = []
        for path in paths {
            let isFolder = FileRights(path)?.isFolder ?? false
            for entry in isFolder ? Self.entries(of: path) : [path]
            where seen.insert(entry).inserted {
                let file = ExaminedFile(entry)
                if isFolder, !file.isOfInterest { continue }
                if let configuration = file.configuration {
                    configurations.append(configuration)
                } else {
                    files.append(LooseFile(file, as: nil))
                }
            }
        }
        for (path, purpose) in [
            (client.authorities, CredentialFile.Purpose.authorities),
            (client.certificate, .certificateChain), (client.key, .privateKey),
        ] {
            guard let path else { continue }
            files.removeAll { $0.path == path && $0.statedPurpose == nil }
            files.append(LooseFile(ExaminedFile(path), as: purpose))
        }
        // What a configuration names is the broker's, and is examined with its listener.
        let configured = Set(configurations.flatMap(\.credentialPaths))
        files.removeAll { configured.contains($0.path) && $0.statedPurpose == nil }
    }

    private mutating func run(_ client: ClientFiles) {
        let loose = LooseFiles(files, hasBroker: !configurations.isEmpty || !client.paths.isEmpty)
        report.inventory = loose.inventory + configurations.map(\.inventoryLine)
        let paths = files.map(\.path) + configurations.flatMap(\.credentialPaths)
        report.add(ClockEvidence(files: paths, now: now).findings)
        report.add(loose.fileFindings)
        pair(loose)
        judge(loose)
        var examined = files.map(\.file)
        for configuration in configurations {
            var examination = ConfigurationExamination(
                configuration, loose: loose, host: host, now: now)
            examination.run()
            report.append(examination.report)
            examined += examination.files
        }
        report.add(ChainJudge.reusedSerials(among: Self.distinct(examined)))
        report = SharedNames(files: examined, host: host).explained(report)
    }

    private mutating func pair(_ loose: LooseFiles) {
        for pair in loose.pairs {
            switch pair {
            case .matching(let key, let certificate):
                report.healthy.append("\(key) is the key of \(certificate)")
            case .mismatch(let key, let certificate, let owner):
                report.add(KeyFindings.mismatch(key: key, certificate: certificate, of: owner))
            }
        }
        report.add(loose.keyFindings)
    }

    /// Judges every certificate that is not a broker's by configuration.
    private mutating func judge(_ loose: LooseFiles) {
        let hasBroker = configurations.contains(where: \.hasTLS)
        for chain in loose.chains {
            guard let leaf = chain.certificates.first else { continue }
            let role = Roles.role(of: leaf, in: chain.path)
            // A client's certificate is for the broker to judge, whose authorities are known.
            if hasBroker, role == .client || chain.statedPurpose != nil { continue }
            let findings = LeafJudgement(
                chain: chain.file, role: role, host: role == .server ? host : nil,
                authorities: loose.authorities.map(\.file), lists: loose.lists, now: now,
                areAuthoritiesComplete: !loose.authorities.isEmpty
            ).findings
            report.add(findings)
            if !findings.contains(where: { $0.weight == .fault }) {
                let what = role == .server ? "servers" : "clients"
                let issuer = loose.authorities.isEmpty ? "" : "is trusted by this authority, and "
                report.healthy.append(
                    "\(chain.path) \(issuer)is good for \(what) until \(Day(leaf.notAfter))")
            }
        }
    }

    /// Every certificate once, wherever it lies.
    private static func distinct(_ files: [ExaminedFile]) -> [CertificateFacts] {
        var seen: Set<String> = []
        return files.flatMap(\.certificates).filter { seen.insert($0.fingerprint).inserted }
    }

    private static func entries(of folder: String) -> [String] {
        // A folder that cannot be read has nothing to say; it is reported by its mode elsewhere.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
        return names.filter { !$0.hasPrefix(".") }.sorted().prefix(folderFilesMax)
            .map { prefix + $0 }.filter { FileRights($0)?.isFolder == false }
    }
}
