import CertificateJudgement
import Foundation
import Testing

/// A certificate of the workshop, as a file and as facts.
struct Made {
    let file: String
    let key: String
    let pem: String
    let facts: CertificateFacts

    init(file: String, key: String, in folder: URL) throws {
        self.file = file
        self.key = key
        pem = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        facts = try CertificateFacts(der: try #require(Self.der(inPEM: pem)))
    }

    static func der(inPEM pem: String) -> [UInt8]? {
        let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        return Data(base64Encoded: lines.joined()).map { Array($0) }
    }
}
