import CertificateJudgement
import Foundation

/// Whom this machine's programs trust.
enum SystemAuthorities {
    private static let path = "/etc/ssl/certs/ca-certificates.crt"

    static var areInstalled: Bool { FileManager.default.fileExists(atPath: path) }

    static func all() throws -> [CertificateFacts] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try text.split(separator: "-----END CERTIFICATE-----\n").compactMap { block in
            guard let der = Made.der(inPEM: String(block)) else { return nil }
            return try CertificateFacts(der: der)
        }
    }
}
