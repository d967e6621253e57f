import CertificateJudgement
import FaultCatalogue

/// A file that was named to the doctor, not by a configuration.
struct LooseFile: Sendable {
    let file: ExaminedFile
    /// What it is meant to be, where somebody said so.
    let statedPurpose: CredentialFile.Purpose?

    init(_ file: ExaminedFile, as purpose: CredentialFile.Purpose?) {
        self.file = file
        statedPurpose = purpose
    }

    var path: String { file.path }
    var certificates: [CertificateFacts] { file.certificates }

    /// What it is meant to be, by its content and name where nobody said so.
    var purpose: CredentialFile.Purpose {
        if let statedPurpose { return statedPurpose }
        return isNamedAuthority && file.purpose == .certificateChain ? .authorities : file.purpose
    }

    /// Whether its name says that it holds those who are trusted: `ca.crt`, `root-ca.pem`.
    private var isNamedAuthority: Bool {
        let words = FilePath.name(of: path).lowercased().split { !$0.isLetter }
        return words.contains { ["ca", "cacert", "cafile", "root", "authority"].contains($0) }
    }
}
