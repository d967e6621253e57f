import CertificateJudgement
import FaultCatalogue
import LibFuzzer

/// Any bytes as a certificate and as a revocation list: facts and a judgement, or a fault.
@main
enum CertificateFuzz {
    private static let now: Int64 = 1_800_000_000

    static func main() {
        LibFuzzer.run { input in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(input.count)
            for index in input.indices { bytes.append(input[index]) }
            let certificate = read(bytes)
            precondition(read(bytes) == certificate, "bytes always mean the same")
            let list = readList(bytes)
            precondition(readList(bytes) == list, "bytes always mean the same")
            if let certificate { judge(certificate) }
            if let list { check(list) }
            check(PEMReading(bytes))
        }
    }

    /// Blocks in their order, and so many faults.
    private static func check(_ reading: PEMReading) {
        precondition(reading.faults.count <= PEMReading.faultsMax + 1, "faults have a bound")
        for (block, next) in zip(reading.blocks, reading.blocks.dropFirst()) {
            precondition(block.line <= next.line, "blocks are in their order")
        }
    }

    /// Nil when the bytes are no certificate.
    private static func read(_ bytes: [UInt8]) -> CertificateFacts? {
        do {
            let facts = try CertificateFacts(der: bytes)
            precondition(facts.der == bytes, "a certificate is all of its bytes")
            return facts
        } catch {
            check(error, byteCount: bytes.count)
            return nil
        }
    }

    /// Nil when the bytes are no list.
    private static func readList(_ bytes: [UInt8]) -> RevocationListFacts? {
        do {
            return try RevocationListFacts(der: bytes)
        } catch {
            check(error, byteCount: bytes.count)
            return nil
        }
    }

    private static func check(_ fault: CertificateFault, byteCount: Int) {
        switch fault {
        case .notCertificate(let offset), .notRevocationList(let offset):
            precondition((0...byteCount).contains(offset), "a fault has its place")
        case .tooLarge(let byteCountMax):
            precondition(byteCount > byteCountMax, "what is small enough is read")
        }
    }

    private static func check(_ list: RevocationListFacts) {
        precondition(list.revoked.count == list.revocations.count, "each number counts once")
        precondition(!list.issuer.text.utf8.contains { $0 < 0x20 || $0 > 0x7E }, "plain text")
    }

    /// The certificate before several judges, in every role.
    private static func judge(_ certificate: CertificateFacts) {
        let hosts: [String?] = [nil, "localhost", "10.0.0.1", certificate.dnsNames.first]
        for role in [ChainCase.Role.server, .client] {
            for anchors in [[], [certificate]] {
                for host in hosts {
                    let chain = ChainCase(
                        presented: [certificate, certificate], anchors: anchors, role: role,
                        now: now, host: host)
                    let findings = ChainJudge.findings(in: chain)
                    precondition(ChainJudge.findings(in: chain) == findings, "one judgement")
                    for finding in findings {
                        precondition(
                            finding.line.unicodeScalars.allSatisfy { $0.value >= 0x20 },
                            "a finding is one line of text")
                    }
                }
            }
        }
    }
}
