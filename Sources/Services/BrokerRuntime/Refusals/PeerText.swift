import BrokerTransport
import CertificateJudgement

/// Who a line is about, in what all refusals have in common.
enum PeerText {
    /// Client identifier, address, the name asked for, the certificate shown: as far as known.
    static func who(_ clientID: String?, _ peer: PeerAccount?) -> String {
        let name = clientID ?? "<unknown>"
        guard let peer else { return name }
        var parts = ["\(peer.address)"]
        if let serverName = peer.details?.serverName { parts.append("for '\(serverName)'") }
        if let first = peer.details?.certificates.first, let own = facts([first]).first {
            parts.append("certificate '\(own.subject.text)' SHA-256 \(own.fingerprint)")
        }
        return "\(name) [\(parts.joined(separator: ", "))]"
    }

    /// What can be read of certificates.
    static func facts(_ certificates: [[UInt8]]) -> [CertificateFacts] {
        certificates.compactMap { encoded in
            // What cannot be read is not told of; OpenSSL judged it.
            try? CertificateFacts(der: encoded)
        }
    }

    /// The text without control characters: what a peer names itself must not begin another line.
    static func oneLine(_ text: String) -> String {
        if !text.unicodeScalars.contains(where: { $0.value < 0x20 }) { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.value < 0x20 {
                result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    /// A name as a sentence has it: the common name, or all of it.
    static func short(_ name: NameFacts) -> String {
        "'\(name.commonName ?? name.text)'"
    }
}
