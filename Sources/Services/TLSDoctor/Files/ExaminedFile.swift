import BrokerConfiguration
import CertificateJudgement
import FaultCatalogue
import Identity

/// A file with all that was made out in it.
struct ExaminedFile: Sendable {
    let path: String
    let contents: CredentialFile.Contents
    let rights: FileRights?
    /// Every certificate that can be read, in the file's order.
    let certificates: [CertificateFacts]
    let keys: [PrivateKeyFacts]
    let lists: [RevocationListFacts]
    /// Nil unless it is a mosquitto.conf.
    let configuration: ConfigurationOutline?
    /// Labels of all blocks.
    let labels: [String]
    /// Lines where blocks begin that say they are certificates or lists, and are none.
    private let unreadableLines: [Int]
    private let faults: [PEMFileFault]

    /// Far above any chain, far below what would fill a small machine.
    private static let bytesMax = 1 << 22

    init(_ path: String) {
        self.path = path
        rights = FileRights(path)
        let contents = Self.contents(of: path)
        self.contents = contents
        guard case .bytes(let bytes) = contents else {
            (certificates, keys, lists, configuration) = ([], [], [], nil)
            (labels, unreadableLines, faults) = ([], [], [])
            return
        }
        let reading = PEMReading(bytes)
        let isText = reading.blocks.isEmpty && reading.faults.allSatisfy { $0 == .noBlock }
        configuration = isText ? Self.configuration(bytes, path) : nil
        keys = reading.blocks.compactMap { PrivateKeyFacts($0) }
        labels = reading.blocks.map(\.label)
        faults = reading.faults
        var certificates: [CertificateFacts] = []
        var lists: [RevocationListFacts] = []
        var unreadable: [Int] = []
        for block in reading.blocks {
            do throws(CertificateFault) {
                if CredentialFile.Purpose.certificateChain.accepts(label: block.label) {
                    certificates.append(try CertificateFacts(der: block.certificateDER))
                } else if CredentialFile.Purpose.revocationLists.accepts(label: block.label) {
                    lists.append(try RevocationListFacts(der: block.der))
                }
            } catch {
                unreadable.append(block.line)
            }
        }
        if case .der(.certificate)? = reading.faults.first {
            // What else is said of the file holds for its content, too.
            if let certificate = try? CertificateFacts(der: bytes) { certificates = [certificate] }
        }
        (self.certificates, self.lists, unreadableLines) = (certificates, lists, unreadable)
    }

    /// Whether it holds anything that the doctor knows.
    var isOfInterest: Bool {
        !certificates.isEmpty || !keys.isEmpty || !lists.isEmpty || configuration != nil
            || !unreadableLines.isEmpty || faults.contains { $0 != .noBlock && $0 != .empty }
    }

    /// What the file is, judged by its content, or by its name where that is in doubt.
    var purpose: CredentialFile.Purpose {
        let name = FilePath.name(of: path).lowercased()
        switch FilePath.suffix(of: path) {
        case "key": return .privateKey
        case "crt", "cert", "cer": return hasAuthorityOnly ? .authorities : .certificateChain
        case "crl": return .revocationLists
        default: break
        }
        if !certificates.isEmpty { return hasAuthorityOnly ? .authorities : .certificateChain }
        if !keys.isEmpty { return .privateKey }
        if !lists.isEmpty { return .revocationLists }
        if case .der(.privateKey)? = faults.first { return .privateKey }
        if name.contains("key") { return .privateKey }
        return name.contains("crl") ? .revocationLists : .certificateChain
    }

    private var hasAuthorityOnly: Bool {
        !certificates.isEmpty && keys.isEmpty
            && certificates.allSatisfy { $0.extensions.basicConstraints?.isAuthority == true }
    }

    /// What is wrong with the file by itself, when somebody uses it for that.
    func findings(as purpose: CredentialFile.Purpose, of owner: Culprit) -> [Finding] {
        let file = CredentialFile(path, purpose, of: owner, contents: contents)
        return file.findings
            + unreadableLines.map { line in
                Finding(
                    .certificateUnreadable, owner,
                    what: "the \(purpose.rawValue) '\(path)' holds in line \(line) a block that is "
                        + "damaged: it is no certificate inside",
                    cure: "copy the file again from where it was made; see `openssl asn1parse -in "
                        + "\(ShellWord(path))`")
            }
    }

    private static func contents(of path: String) -> CredentialFile.Contents {
        do throws(IdentityError) {
            return .bytes(try AtomicFile.read(path, bytesMax: bytesMax))
        } catch {
            guard case .file(_, let fault) = error else { return .unreadable(reason: "\(error)") }
            switch fault {
            case .missing: return .missing
            case .permissionDenied: return .forbidden(user: nil)
            case .notRegularFile: return .unreadable(reason: "it is no regular file")
            case .tooLarge(let bytesMax): return .unreadable(reason: "over \(bytesMax) bytes")
            default: return .unreadable(reason: "\(fault)")
            }
        }
    }

    /// A text is a configuration by its name, or because most of its lines are options.
    private static func configuration(_ bytes: [UInt8], _ path: String) -> ConfigurationOutline? {
        guard !bytes.contains(0) else { return nil }
        if FilePath.suffix(of: path) == "conf" {
            return ConfigurationOutline(bytes: bytes, file: path)
        }
        guard FilePath.suffix(of: path).isEmpty else { return nil }
        let outline = ConfigurationOutline(bytes: bytes, file: path)
        return outline.problems.isEmpty && !outline.listeners.isEmpty ? outline : nil
    }
}

extension PEMReading.Block {
    /// The certificate alone: OpenSSL's own form has trust settings behind it.
    fileprivate var certificateDER: [UInt8] {
        guard label == "TRUSTED CERTIFICATE", der.count > 4, der[0] == 0x30, der[1] == 0x82 else {
            return der
        }
        return Array(der.prefix(4 + (Int(der[2]) << 8 | Int(der[3]))))
    }
}
