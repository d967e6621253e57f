internal import FaultCatalogue
package import TokenKeys

/// Why a listener's TLS cannot be set up.
package enum TLSFault: Error, Hashable, Sendable {
    /// The path leads nowhere.
    case missing(TLSFile, path: String)

    /// The file is there and cannot be read: rights, or a folder in its place.
    case unreadable(TLSFile, path: String, SystemFault)

    /// The file holds no PEM block of the kind.
    case holdsNone(TLSFile, path: String)

    /// A PEM block of the file cannot be decoded.
    case malformed(TLSFile, path: String, OpenSSLError)

    /// OpenSSL decodes the file and does not accept it, such as a key that is too short.
    case refused(TLSFile, path: String, OpenSSLError)

    /// The key needs a passphrase, and a broker has nobody to ask.
    case keyEncrypted(path: String)

    /// The key belongs to another certificate.
    case keyMismatch(key: String, certificate: String)

    /// The key is in a token, which does not sign with it.
    case token(address: String, TokenFault)

    /// Clients must show a certificate, and no authority is named that could have signed it.
    case noAuthorities

    /// No cipher of the list is known.
    case cipherList(String)

    /// No TLS 1.3 cipher suite of the list is known.
    case cipherSuites(String)

    /// OpenSSL itself does not work.
    case library(OpenSSLError)
}

extension TLSFault: CustomStringConvertible {
    /// One line: what cannot be done, which option to check, and why.
    package var description: String {
        switch self {
        case .missing(let file, let path):
            Self.line(file, path, "there is no such file")
        case .unreadable(let file, let path, let fault):
            Self.line(file, path, "\(fault)")
        case .holdsNone(let file, let path):
            Self.line(file, path, "it holds no \(Self.noun(of: file)) in PEM form")
        case .malformed(let file, let path, let error), .refused(let file, let path, let error):
            Self.line(file, path, "\(error)")
        case .keyEncrypted(let path):
            Self.line(
                .key, path, "the key is encrypted; write it in the clear with openssl pkey")
        case .keyMismatch(let key, let certificate):
            "Server certificate/key are inconsistent: the key \"\(key)\" is not that of the "
                + "certificate \"\(certificate)\". Check certfile and keyfile."
        case .token(let address, let fault):
            Self.line(.key, address, "\(fault) [\(FaultID.tokenUnavailable.rawValue)]")
        case .noAuthorities:
            "Unable to verify clients: require_certificate is true and neither cafile nor capath "
                + "is given."
        case .cipherList(let list):
            "Unable to set TLS ciphers. Check ciphers \"\(list)\": OpenSSL knows none of them."
        case .cipherSuites(let list):
            "Unable to set TLS 1.3 ciphersuites. Check ciphers_tls1.3 \"\(list)\": OpenSSL knows "
                + "none of them."
        case .library(let error):
            "Unable to create TLS context: \(error)"
        }
    }

    private static func line(_ file: TLSFile, _ path: String, _ cause: String) -> String {
        "Unable to load \(title(of: file)) \"\(path)\". Check \(file.rawValue): \(cause)."
    }

    private static func title(of file: TLSFile) -> String {
        switch file {
        case .certificate: "server certificate"
        case .key: "server key file"
        case .authorities, .authorityFolder: "CA certificates"
        case .revocationList: "certificate revocation file"
        }
    }

    private static func noun(of file: TLSFile) -> String {
        switch file {
        case .certificate, .authorities, .authorityFolder: "certificate"
        case .key: "private key"
        case .revocationList: "revocation list"
        }
    }
}
