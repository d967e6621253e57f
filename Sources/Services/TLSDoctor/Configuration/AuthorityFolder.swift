import CertificateJudgement
import FaultCatalogue

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A folder of authorities, in which OpenSSL finds only what is named by its hash.
struct AuthorityFolder {
    /// Files that OpenSSL finds.
    let hashed: [ExaminedFile]
    let findings: [Finding]

    /// Nothing where there is no such option.
    init(_ path: String?) {
        guard let path else {
            (hashed, findings) = ([], [])
            return
        }
        guard FileRights(path)?.isFolder == true else {
            hashed = []
            findings = [
                Finding(
                    .fileMissing, .broker, what: "the folder of capath '\(path)' does not exist",
                    cure: "make it, put the authorities' certificates there, and name them by "
                        + "their hashes: `openssl rehash \(ShellWord(path))`")
            ]
            return
        }
        // A folder that is there but closed to us has nothing that could be judged.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let files = names.sorted().map { ($0, ExaminedFile(path + "/" + $0)) }
            .filter { !$0.1.certificates.isEmpty }
        let found = files.filter { Self.isHash($0.0) }.map(\.1)
        let known = Set(found.flatMap(\.certificates).map(\.fingerprint))
        let lost = files.filter { _, file in
            !file.certificates.allSatisfy { known.contains($0.fingerprint) }
        }
        hashed = found
        guard files.isEmpty || !lost.isEmpty else {
            findings = []
            return
        }
        let what =
            lost.isEmpty
            ? "the folder of capath '\(path)' holds no certificate"
            : "OpenSSL does not find '\(lost[0].1.path)' in the folder of capath, which is not "
                + "named by its hash"
        findings = [
            Finding(
                .authorityFolderUnhashed, .broker, what: what,
                cure: "name the files by their hashes, now and after each change: "
                    + "`openssl rehash \(ShellWord(path))`")
        ]
    }

    /// Eight hexadecimal digits, a dot, and a number.
    private static func isHash(_ name: String) -> Bool {
        let parts = name.split(separator: ".")
        return parts.count == 2 && parts[0].count == 8 && parts[0].allSatisfy(\.isHexDigit)
            && Int(parts[1]) != nil
    }
}
