import FaultCatalogue
import Foundation
import Identity
import TokenKeys

extension IdentityError: CustomStringConvertible {
    /// One line for the operator: what is wrong, with which file or name, and the cure.
    package var description: String {
        switch self {
        case .file(let path, let fault):
            "\(path): \(fault.text)\(cure(path, fault))"
        case .pem(let path, let fault):
            "\(path): \(fault.text(path: path))"
        case .keyMismatch(let certificate, let key):
            "\(certificate): was made for another key than the one in \(key)"
        case .notAuthority(let path):
            "\(path): is no authority's certificate (no CA:TRUE, or it may not sign others);"
                + " make one with `apus ca init`"
        case .authorityExpired(let path, let since):
            "\(path): the authority ended on \(IdentityReport.day(since));"
                + " make a new one with `apus ca init --force`"
        case .otherPurpose(let path):
            "\(path): serves another purpose (a server's certificate is no device's);"
                + " choose another name"
        case .name(let name, let fault):
            "the name \(String(reflecting: name)) \(fault.text)"
        case .lifetime(let days, let daysMax):
            "a certificate cannot last \(days) days; choose 1 to \(daysMax)"
        case .clockNotSet(let now):
            "this machine's clock says \(IdentityReport.day(now)); set it first, or the"
                + " certificates would have the wrong end"
        case .token(let address, let fault):
            "\(address): \(fault) [\(FaultID.tokenUnavailable.rawValue)]"
        case .signing(let subject):
            "the key cannot sign for \(String(reflecting: subject))"
        case .ledger(let path, let line, let fault):
            "\(path):\(line): \(fault.text)"
        case .keyNotMade(let type):
            "the system could not make a key of the kind \(type.rawValue)"
        case .request(let path, let fault):
            "\(path): \(fault.text)"
        case .otherAuthority(let path):
            "\(path): this folder's authority did not sign it"
        case .revoked(let path):
            "\(path): was taken back, so its key gets no other certificate; add --new-key"
        case .nothingToRevoke(let text):
            "\(String(reflecting: text)) is no name of this folder, no file, and no serial number"
                + " of its index.txt"
        case .mayNotRevoke(let path):
            "\(path): the authority may not sign revocation lists (key usage without cRLSign)"
        case .password(let bytesMax):
            "a password is printable ASCII of 1 to \(bytesMax) characters"
        }
    }

    private func cure(_ path: String, _ fault: FileFault) -> String {
        switch fault {
        case .alreadyExists: "; it stays as it is unless you add --force"
        case .missing where path.hasSuffix("/ca.crt"):
            "; make the authority first with `apus ca init`, or name its folder with --dir"
        default: ""
        }
    }
}

extension FileFault {
    fileprivate var text: String {
        switch self {
        case .missing: "no such file"
        case .permissionDenied: "permission denied"
        case .alreadyExists: "is there already"
        case .notRegularFile: "is of another kind than expected (folder, file or device)"
        case .readOnlyFileSystem: "lies on a read-only file system"
        case .noSpace: "no space left"
        case .tooLarge(let bytesMax): "is larger than \(bytesMax) bytes"
        case .system(let number): "system error \(number)"
        }
    }
}

extension LedgerFault {
    fileprivate var text: String {
        switch self {
        case .fieldCount(let count): "has \(count) fields between tabs instead of 6"
        case .status: "begins with none of V, R and E"
        case .date: "has a date that is none (YYMMDDHHMMSSZ), or one too many or too few"
        case .reason: "has a reason that RFC 5280 does not know"
        case .serialNumber: "has no hexadecimal serial number in its fourth field"
        case .repeated(let line): "has the serial number of line \(line) again"
        case .encoding: "is no UTF-8"
        }
    }
}

extension RequestFault {
    fileprivate var text: String {
        switch self {
        case .signature: "the request was not signed by its own key; it is damaged or forged"
        case .weakKey(let kind): "its key, \(kind.text), is too weak; ask for one of P-256"
        case .noCommonName: "the request has no common name that can be read"
        case .unreadable: "the names that it asks for cannot be read"
        }
    }
}

extension PEMFault {
    fileprivate func text(path: String) -> String {
        switch self {
        case .noBlock(let label): "has no PEM block \"BEGIN \(label)\""
        case .malformed(let line): "the PEM block is broken at line \(line)"
        case .encrypted:
            "the key is encrypted; decrypt it with `openssl pkey -in \(ShellWord(path)) -out FILE`"
        case .trustedCertificate:
            "is OpenSSL's TRUSTED CERTIFICATE, which most others refuse; convert it with"
                + " `openssl x509 -in \(ShellWord(path)) -out FILE`"
        case .unsupported(let label): "the PEM block \"\(label)\" is damaged or of an unknown kind"
        }
    }
}

extension NameFault {
    fileprivate var text: String {
        switch self {
        case .empty: "is empty"
        case .reserved: "is kept for the authority's own files"
        case .tooLong(let bytesMax): "is longer than \(bytesMax) bytes"
        case .tooMany(let namesMax): "has company of more than \(namesMax) names in all"
        case .controlCharacter: "contains a control or an invisible character"
        case .pathSeparator: "contains a path separator"
        case .leadingCharacter(let character): "begins with \"\(character)\""
        case .topicWildcard: "contains + or #, which are wildcards in MQTT topics"
        case .notHostName: "is neither a DNS name nor an IP address"
        }
    }
}
