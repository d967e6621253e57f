import CertificateJudgement
import Foundation
import Testing

/// A revocation list of the workshop, as a file and as facts.
struct MadeList {
    let pem: String
    let facts: RevocationListFacts

    init(file: String, in folder: URL) throws {
        pem = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        facts = try RevocationListFacts(der: try #require(Made.der(inPEM: pem)))
    }
}
